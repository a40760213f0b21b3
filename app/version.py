"""Which version of the program this is, as provenance and reports print it."""

from typing import Final

VERSION: Final = "0.1.0"
PROGRAM: Final = "Weiyang 维扬"
