"""Every setting of the service, read once from the environment (`CALLCENTER_…`) and frozen.

No secret is a setting: passwords and keys live in files of mode 0600 inside the data directory.
"""

from functools import cached_property
from pathlib import Path
from typing import Literal, Self
from urllib.parse import urlsplit

from pydantic import AliasChoices, Field, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

_LOOPBACK = {"localhost", "127.0.0.1", "::1"}


class Settings(BaseSettings):
    """Settings with their defaults; the reference page is generated from these descriptions."""

    model_config = SettingsConfigDict(env_prefix="CALLCENTER_", frozen=True, extra="ignore")

    data: Path = Field(Path("var"), description="Folder of the embedded database, keyrings and credentials.")
    database_url: str | None = Field(
        None,
        validation_alias=AliasChoices("CALLCENTER_DATABASE_URL", "DATABASE_URL"),
        description="Owner's address of an external PostgreSQL 15+; absent: the embedded one.",
    )
    host: str = Field("127.0.0.1", description="Address the web process listens on.")
    port: int = Field(8000, ge=0, le=65535, description="Port the web process listens on.")
    origin: str | None = Field(
        None, description="Public address of the site, `https://…`; absent: the loopback address and port."
    )
    tls_certificate: Path | None = Field(
        None,
        description="Certificate chain (PEM) to serve https directly; absent: http, for loopback or a proxy.",
    )
    tls_key: Path | None = Field(None, description="Private key (PEM) of the certificate.")
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        "info", description="Least severe line logged."
    )
    law_file: Path | None = Field(
        None,
        description="Edited copy of `calls/data/legal_calls.yaml` to follow; absent: the rules as shipped.",
    )
    quotas_file: Path | None = Field(
        None,
        description="Edited copy of `calls/data/quotas.yaml` to follow; absent: the quotas as shipped.",
    )
    pay_file: Path | None = Field(
        None,
        description="Edited copy of `payslips/data/shares.yaml` to follow; absent: the rules of pay as shipped.",
    )
    session_idle_minutes: int = Field(30, ge=1, description="A session unused for so long ends.")
    session_hours: int = Field(10, ge=1, description="A session ends after so long whatever its use.")
    lease_seconds: int = Field(900, ge=5, description="A hand-out without a sign of life ends after so long.")
    callback_patience_minutes: int = Field(
        15,
        ge=1,
        description="A callback that its agent has not made so long after its time goes to the team.",
    )
    presence_seconds: int = Field(
        60, ge=15, description="An agent whose page was silent for so long, and is in no call, has left."
    )
    upload_bytes: int = Field(
        512 * 1024 * 1024, ge=1024, description="Largest call list file accepted, in bytes."
    )
    disk_reserve_bytes: int = Field(
        256 * 1024 * 1024,
        ge=0,
        description="Free space on the embedded database's disk below which no file is taken and imports wait.",
    )
    sandbox_ring_seconds: float = Field(2.5, ge=0, description="How long a simulated line rings, in seconds.")
    sandbox_answer_rate: float = Field(
        0.7, ge=0, le=1, description="Share of simulated calls that are answered."
    )
    backup_days: int = Field(
        30,
        ge=1,
        description="How long backups of database and keyrings, and archived WAL, are kept: what is destroyed is "
        "final after so many days.",
    )
    clock_ahead_seconds: int = Field(
        0,
        ge=0,
        description="For tests alone: how far the service's clock is ahead of the machine's. Only a demo that this "
        "machine serves to itself takes it; with `origin` or `database_url` it is refused.",
    )
    web_pool: int = Field(16, ge=2, description="Database connections of the web process, at most.")

    @model_validator(mode="after")
    def _certificate_has_its_key(self) -> Self:
        if (self.tls_certificate is None) != (self.tls_key is None):
            raise ValueError("tls_certificate and tls_key go together")
        return self

    @model_validator(mode="after")
    def _clock_is_a_demos(self) -> Self:
        if self.clock_ahead_seconds and (self.origin is not None or self.database_url is not None):
            raise ValueError("clock_ahead_seconds is for tests: it goes with neither origin nor database_url")
        return self

    @model_validator(mode="after")
    def _origin_is_safe(self) -> Self:
        if self.origin is not None:
            parts = urlsplit(self.origin)
            if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path not in {"", "/"}:
                raise ValueError("origin must look like https://host[:port]")
            if parts.scheme == "http" and parts.hostname not in _LOOPBACK:
                raise ValueError(
                    "origin must be https outside this machine: session cookies travel only encrypted"
                )
        return self

    @cached_property
    def origins(self) -> frozenset[str]:
        """The origins whose pages may call this service, as browsers spell them."""
        if self.origin is not None:
            return frozenset({self.origin.rstrip("/")})
        return frozenset(
            f"{self._scheme}://{name}:{self.port}" for name in ("localhost", "127.0.0.1", "[::1]")
        )

    @property
    def _scheme(self) -> str:
        return "http" if self.tls_certificate is None else "https"

    @property
    def address(self) -> str:
        """The address to print for people."""
        return self.origin or f"{self._scheme}://localhost:{self.port}"

    @property
    def web_folder(self) -> Path:
        return self.data / "web"

    @property
    def vault_folder(self) -> Path:
        return self.data / "vault"

    @property
    def demo_sign_ins(self) -> Path:
        """Where the demo's sign-ins stand; a data folder without this file holds no demo."""
        return self.data / "demo" / "sign-ins"

    @property
    def owner_folder(self) -> Path:
        return self.data / "owner"
