"""Every plugin file is a module of this package, wherever it lies: so the guide's relative imports
resolve. A script that starts in a desk's folder finds that desk's plugins here."""

import os
from pathlib import Path

from plugins.discovery import Places

_named = [Path(each) for each in os.environ.get("PLUGIN_DIRS", "").split(",") if each]
__path__ += [str(each) for each in Places(Path.cwd(), Path("data/plugins"), tuple(_named)).folders]
