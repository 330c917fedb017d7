"""Every setting: its name, its form and what holds when it is not given."""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, SecretStr

from reminders.config import forms

PROJECT_DIR = Path(__file__).resolve().parents[2]


def _secret(text: object) -> object:
    return SecretStr(forms.secret_text(text)) if isinstance(text, str) else text


def _smtp(text: object) -> object:
    return SecretStr(forms.smtp_url(text)) if isinstance(text, str) else text


_Folder = Annotated[Path, BeforeValidator(forms.folder)]


class Settings(BaseModel):
    """What is fixed while a process runs. A setting's name in the environment is its field's, in capitals.

    Reading is `read_settings`; building one directly checks forms only, not what settings need of each other.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    #: SQLAlchemy's address; a PostgreSQL one names its driver. May hold a password.
    database_url: Annotated[str, AfterValidator(forms.database_url)] = Field("sqlite:///reminders.db", repr=False)
    #: Signs sessions and links. Present wherever something is stored.
    secret_key: Annotated[SecretStr, BeforeValidator(_secret)] | None = None
    #: The first encrypts; all decrypt. Present wherever something is stored.
    encryption_keys: Annotated[tuple[forms.EncryptionKey, ...], BeforeValidator(forms.encryption_keys)] = Field(
        (), repr=False
    )
    #: 32 bytes. From LOOKUP_KEY, or in development from SECRET_KEY.
    lookup_key: Annotated[bytes, BeforeValidator(forms.lookup_key)] | None = Field(None, repr=False)
    #: Without a slash at the end. Not given: this machine, HOST and PORT.
    public_url: Annotated[str, AfterValidator(forms.public_url)] = "http://127.0.0.1:8000"
    host: Annotated[str, AfterValidator(forms.host)] = "127.0.0.1"
    port: Annotated[int, BeforeValidator(forms.whole_number(1, 65535))] = 8000

    sms_transport: Annotated[Literal["sandbox", "twilio"], BeforeValidator(forms.one_of("sandbox", "twilio"))] = (
        "sandbox"
    )
    twilio_account_sid: Annotated[str, AfterValidator(forms.starts_with("AC"))] | None = None
    #: The account's own secret: signs in where there is no API key. Never empty.
    twilio_auth_token: SecretStr | None = None
    twilio_api_key_sid: Annotated[str, AfterValidator(forms.starts_with("SK"))] | None = None
    twilio_api_key_secret: SecretStr | None = None
    twilio_from: Annotated[str, AfterValidator(forms.sender_number)] | None = None
    twilio_messaging_service_sid: Annotated[str, AfterValidator(forms.starts_with("MG"))] | None = None
    #: Who answers STOP, START and HELP: we do (off), Twilio does by its own words (default), or Twilio does and says so
    #: (advanced).
    twilio_opt_out: Annotated[
        Literal["off", "default", "advanced"], BeforeValidator(forms.one_of("off", "default", "advanced"))
    ] = "default"
    #: None: Twilio's own.
    twilio_base_url: Annotated[str, AfterValidator(forms.public_url)] | None = None

    email_transport: Annotated[Literal["sandbox", "smtp"], BeforeValidator(forms.one_of("sandbox", "smtp"))] = "sandbox"
    smtp_url: Annotated[SecretStr, BeforeValidator(_smtp)] | None = None
    email_from: Annotated[str, AfterValidator(forms.email_sender)] | None = None

    #: Asked for once a minute while all is well, so that a watching service notices silence. May hold a token.
    heartbeat_url: Annotated[str, AfterValidator(forms.heartbeat_url)] | None = Field(None, repr=False)

    # The first clinic and location, at setup only.
    clinic_name: str | None = None
    clinic_timezone: Annotated[str, AfterValidator(forms.zone_name)] = "America/New_York"
    clinic_phone: Annotated[str, AfterValidator(forms.phone)] | None = None
    clinic_address: str | None = None
    clinic_booking_url: Annotated[str, AfterValidator(forms.web_page)] | None = None
    clinic_settle_minutes: Annotated[int, BeforeValidator(forms.whole_number(0, 1440))] = 5

    schedules_dir: _Folder = PROJECT_DIR / "schedules"
    templates_dir: _Folder = PROJECT_DIR / "templates"
    log_level: Annotated[
        Literal["debug", "info", "warning", "error"],
        BeforeValidator(forms.one_of("debug", "info", "warning", "error")),
    ] = "info"
    log_format: Annotated[Literal["console", "json"], BeforeValidator(forms.one_of("console", "json"))] = "console"

    #: Not a setting: what the operator should know though it is no mistake.
    warnings: tuple[str, ...] = ()

    @property
    def real_transport(self) -> bool:
        """True when something can leave this machine."""
        return self.sms_transport != "sandbox" or self.email_transport != "sandbox"

    @property
    def reachable(self) -> bool:
        """Whether the world outside can reach PUBLIC_URL: else a provider is asked instead of telling us."""
        return forms.is_public(self.public_url)

    @property
    def sqlite_file(self) -> Path | None:
        """The database's file, there or not; None for a server."""
        scheme, _, rest = self.database_url.partition(":///")
        return Path(rest.partition("?")[0]) if scheme == "sqlite" else None


#: As they are written in the environment and in .env.
SETTING_NAMES = tuple(name.upper() for name in Settings.model_fields if name != "warnings")

#: These may also be given as NAME_FILE, the path of a file that holds the value.
SECRET_NAMES = frozenset(
    {
        "DATABASE_URL",
        "SECRET_KEY",
        "ENCRYPTION_KEYS",
        "LOOKUP_KEY",
        "TWILIO_AUTH_TOKEN",
        "TWILIO_API_KEY_SECRET",
        "SMTP_URL",
        "HEARTBEAT_URL",
    }
)
