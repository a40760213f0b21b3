"""Start Weiyang 维扬: the window, or one job without it. See ``app.cli.arguments`` for what can be asked."""

import sys

from app.cli.command_line import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
