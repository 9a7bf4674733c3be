"""python -m hyojun: the command where no script of that name is on the path."""

from hyojun.cli import main

main()
