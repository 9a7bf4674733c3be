"""Whatever the types of the model allow can be written as a source file and is read back as it was."""

import pytest
from annotated_types import MinLen
from generated import of_type, values
from hypothesis import HealthCheck, Phase, given, settings

from hyojun.source.formatting import formatted
from hyojun.source.schema import BusinessFile, SpecFile
from hyojun.source.validate import read_yaml
from hyojun.source.yaml_writer import to_yaml

KINDS = list(SpecFile.model_fields)


@pytest.mark.parametrize("kind", KINDS)
def test_what_was_written_is_read_back(kind: str) -> None:
    field = SpecFile.model_fields[kind]

    @settings(max_examples=15, suppress_health_check=[*HealthCheck], phases=[Phase.generate])
    @given(of_type(field.annotation, [MinLen(1)], 0))
    def check(things: object) -> None:
        value = SpecFile(**{field.alias or kind: things})
        text = to_yaml(value.plain())
        assert read_yaml(SpecFile, text, "a.yaml") == (value, ())
        styled = formatted(text, SpecFile, "a.yaml")
        assert styled.text is not None, styled.findings
        assert read_yaml(SpecFile, styled.text, "a.yaml") == (value, ())

    check()


@settings(max_examples=15, suppress_health_check=[*HealthCheck], phases=[Phase.generate])
@given(values(BusinessFile))
def test_the_head_of_a_business_is_read_back(value: BusinessFile) -> None:
    text = to_yaml(value.plain())
    assert read_yaml(BusinessFile, text, "業務.yaml") == (value, ())
    styled = formatted(text, BusinessFile, "業務.yaml")
    assert styled.text is not None, styled.findings
    assert read_yaml(BusinessFile, styled.text, "業務.yaml") == (value, ())
