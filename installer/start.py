"""Where the frozen program begins: the same door as the `crm-desktop` script."""

import sys

from crm_desktop.__main__ import main

if __name__ == "__main__":
    sys.exit(main())
