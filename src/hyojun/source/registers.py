"""The registers of a 業務 by themselves, for what was frozen or is read alone: neither carries them."""

from collections.abc import Iterator
from pathlib import Path

from hyojun.model import IdRegister

from .business_reader import REGISTERS
from .files import decode, read_bytes
from .validate import read_yaml

_PROVISIONAL = "仮番号:".encode()


def provisional_registers(root: Path, business: str) -> Iterator[tuple[str, IdRegister | None]]:
    """Every register that says what a 仮番号 became, by its file; None for one that cannot be read."""
    folder = f"spec/{business}/{REGISTERS}"
    for file in sorted(f"{folder}/{p.name}" for p in (root / folder).glob("*.yaml")):
        data, _ = read_bytes(root, file)
        if data is None or _PROVISIONAL in data:
            text = decode(data, file).text if data is not None else None
            yield file, read_yaml(IdRegister, text, file)[0] if text is not None else None
