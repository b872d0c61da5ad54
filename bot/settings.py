"""Settings of the bot: those of the index, and what only answering and the web desk need."""

from pathlib import Path

from pydantic import Field, SecretStr, model_validator

from ingest.settings import IngestSettings


class BotSettings(IngestSettings):
    """Settings of the bot; a printed one hides its secrets.

    Attributes:
        admin_password: opens the administrator's part of the web desk; empty leaves that part closed.
        llm_base_url: address of a server that speaks the OpenAI protocol, such as http://127.0.0.1:11434/v1.
        llm_model: the model that it is to use.
        llm_api_key: for servers that want one.
        llm_timeout_s: how long a model may take over one answer, in seconds, all its steps together.
        llm_context_tokens: how many tokens a request may hold, by a cautious estimate.
        llm_trace: file to which every answer of a model is added with its steps; none without it.
        llm_langsmith: leave LangSmith's own variables in force, which send questions to its service.
    """

    admin_password: SecretStr = SecretStr("")
    llm_base_url: str = ""
    llm_model: str = ""
    llm_api_key: SecretStr = SecretStr("")
    llm_timeout_s: float = Field(default=20.0, gt=0, le=600)
    llm_context_tokens: int = Field(default=4000, ge=1000)
    llm_trace: Path | None = None
    llm_langsmith: bool = False

    @model_validator(mode="after")
    def _both_or_neither(self) -> "BotSettings":
        if bool(self.llm_base_url) != bool(self.llm_model):
            missing = "CALIS_LLM_MODEL" if self.llm_base_url else "CALIS_LLM_BASE_URL"
            raise ValueError(f"语言模型要同时设 CALIS_LLM_BASE_URL 和 CALIS_LLM_MODEL，现在缺 {missing}")
        return self

    @property
    def has_model(self) -> bool:
        """Whether a language model is configured."""
        return bool(self.llm_model)
