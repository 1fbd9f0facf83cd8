"""The settings of the web process, read from the environment once, at start."""

import re
from typing import Annotated, Any

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

CommaList = Annotated[tuple[str, ...], NoDecode]
ORIGIN = re.compile(r"https?://[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:[0-9]{1,5})?", re.IGNORECASE)


class Settings(BaseSettings):
    """Each field is an environment variable of the same name in capitals. ``channel_secret`` has no default."""

    model_config = SettingsConfigDict(frozen=True, hide_input_in_errors=True)

    # HOST: the address the pages are served at
    host: str = "127.0.0.1"
    # PORT: the port the pages are served at
    port: int = Field(8000, ge=0, le=65535)
    # PUBLIC_URL: the address that parents reach the pages by; without it, the one that a request was sent to
    public_url: str = ""
    # RASA_URL: where the bot's channel listens
    rasa_url: str = "http://127.0.0.1:5005"
    # CHANNEL_SECRET: what the web process and the bot's channel know each other by
    channel_secret: str = Field(min_length=16, repr=False)
    # DATABASE_URL: where conversations are kept (no text stands there)
    database_url: str = "sqlite:///var/conversations.db"
    # KNOWLEDGE_DB: the guidance, as `python -m knowledge build` wrote it
    knowledge_db: str = "var/knowledge.db"
    # DANGER_MODEL: what tells signs of danger from everyday worries, as `python -m web_widget.danger_training` wrote it
    danger_model: str = "var/danger.joblib"
    # ENCODER: what that model reads with, as `python -m knowledge.weights` wrote it
    encoder: str = "var/encoders/large"
    # WIDGETS_FOLDER: every version of the widget that was ever sent, for the pages that pin one
    widgets_folder: str = "var/widgets"
    # RATE_LIMIT_PER_MINUTE: messages a minute from one client; 0 switches the limit off
    rate_limit_per_minute: int = Field(30, ge=0)
    # KEEP_DAYS: days after its last message until a conversation is deleted
    keep_days: int = Field(7, ge=1)
    # TURN_TIMEOUT_SECONDS: how long a parent waits for the bot before being told that it does not answer
    turn_timeout_seconds: float = Field(20, gt=0)
    # ALLOWED_ORIGINS: sites that may embed the widget, separated by commas, like https://www.devon.gov.uk
    allowed_origins: CommaList = ()
    # FRAME_ANCESTORS: sites that may show our pages in a frame, separated by commas
    frame_ancestors: CommaList = ()
    # TRUSTED_PROXIES: addresses of proxies whose X-Forwarded-For tells the client's address, separated by commas
    trusted_proxies: CommaList = ()

    @field_validator("allowed_origins", "frame_ancestors", "trusted_proxies", mode="before")
    @classmethod
    def _split(cls, value: Any) -> Any:
        if not isinstance(value, str):
            return value
        return tuple(part.strip().rstrip("/") for part in value.split(",") if part.strip())

    @field_validator("allowed_origins", "frame_ancestors")
    @classmethod
    def _check_origins(cls, origins: tuple[str, ...]) -> tuple[str, ...]:
        for origin in origins:
            # Anything else would end up inside the Content-Security-Policy as a directive of its own.
            if not origin.startswith(("https://", "http://")) or set(origin) & set(" ;,'\"*"):
                raise ValueError("name each site like https://www.example.org")
        return origins

    @field_validator("public_url")
    @classmethod
    def _check_public_url(cls, address: str) -> str:
        address = address.strip().rstrip("/")
        # It is printed on leaflets: a path or a slip of the pen would be there for good.
        if address and not ORIGIN.fullmatch(address):
            raise ValueError("write it like https://guide.example.org, without a path")
        return address
