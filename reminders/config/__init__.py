"""Settings: read once, checked once, frozen.

`read_settings(os.environ, Path(".env"))` is all that most callers need.
"""

from reminders.config.env_file import add_to_env, generate_secrets
from reminders.config.forms import EncryptionKey, zone_named
from reminders.config.mistakes import SettingsError
from reminders.config.reading import key_texts, read_settings
from reminders.config.settings import SECRET_NAMES, SETTING_NAMES, Settings

__all__ = [
    "SECRET_NAMES",
    "SETTING_NAMES",
    "EncryptionKey",
    "Settings",
    "SettingsError",
    "add_to_env",
    "generate_secrets",
    "key_texts",
    "read_settings",
    "zone_named",
]
