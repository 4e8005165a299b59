"""All options, from the environment (STEADYHAND_*, OPENAI_*) or a `.env` file. The README's table is generated from these descriptions."""

from __future__ import annotations

from pathlib import Path

from pydantic import AliasChoices, Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from assistant.errors import SteadyhandError


class Settings(BaseSettings):
    """Options of one run. The command line's options win over the environment."""

    model_config = SettingsConfigDict(env_prefix="STEADYHAND_", env_file=".env", extra="ignore", frozen=True, populate_by_name=True)

    data_dir: Path = Field(default=Path.home() / ".steadyhand", description="Where records, drafts, decisions and the index live.")
    policy: Path | None = Field(default=None, description="A TOML file that replaces the shipped policy whole.")
    model: str = Field(
        default="none", description="`none` for the composer, or `openai:NAME` for a model at an OpenAI-compatible endpoint."
    )
    embedder: str = Field(default="wordllama", description="`wordllama` (bundled, offline) or `openai:NAME` for an embedding endpoint.")
    grounding_model: Path | None = Field(
        default=None,
        description="Folder with `model.onnx` and `tokenizer.json` of a grounding model; it may doubt a sentence, never clear one.",
    )
    openai_api_key: SecretStr | None = Field(
        default=None, validation_alias=AliasChoices("openai_api_key", "OPENAI_API_KEY"), description="Key for the endpoint."
    )
    openai_base_url: str | None = Field(
        default=None,
        validation_alias=AliasChoices("openai_base_url", "OPENAI_BASE_URL"),
        description="Address of the endpoint; the provider's own when empty.",
    )
    timeout: float = Field(default=60.0, gt=0, description="Seconds to wait for one answer of the model.")
    max_retries: int = Field(default=2, ge=0, le=10, description="Further tries after a failed request.")
    temperature: float | None = Field(default=None, ge=0, le=2, description="Sent only when set; some models refuse it.")
    users: str = Field(default="", description="Who works with the app, names separated by commas; empty for a single person.")
    tracing: bool = Field(default=False, description="Allow LangSmith tracing. Off, nothing is sent to it whatever other variables say.")
    max_record_mb: float = Field(default=10.0, gt=0, description="Largest file that intake reads, in megabytes.")

    @field_validator("data_dir", "policy", "grounding_model")
    @classmethod
    def _home(cls, path: Path | None) -> Path | None:
        return path.expanduser() if path else path

    @property
    def user_names(self) -> tuple[str, ...]:
        """The names in `users`."""
        return tuple(name.strip() for name in self.users.split(",") if name.strip())


def load_settings(**options: object) -> Settings:
    """Settings from the environment, with `options` that are not None on top.

    Raises:
        SteadyhandError: An option has a value that it cannot have; all of them are named.
    """
    try:
        return Settings(**{name: value for name, value in options.items() if value is not None})  # type: ignore[arg-type]
    except ValidationError as error:
        problems = "; ".join(f"{'.'.join(str(part) for part in item['loc'])}: {item['msg']}" for item in error.errors())
        msg = f"Settings are not valid: {problems}."
        raise SteadyhandError(
            msg, "Correct the STEADYHAND_ variables or the options; `steadyhand doctor` shows what is in force."
        ) from error
