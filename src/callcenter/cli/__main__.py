"""`python -m callcenter.cli`: how the supervisor starts its children."""

from callcenter.cli import main

main()
