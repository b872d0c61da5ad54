"""Settings of the bot: those of the index, and what only answering and the web desk need."""

from pydantic import SecretStr

from ingest.settings import IngestSettings


class BotSettings(IngestSettings):
    """Settings of the bot; a printed one hides its secrets.

    Attributes:
        admin_password: opens the administrator's part of the web desk; empty leaves that part closed.
        llm_base_url, llm_model, llm_api_key: a language model by OpenAI's protocol; without address and name there is none.
    """

    admin_password: SecretStr = SecretStr("")
    llm_base_url: str = ""
    llm_model: str = ""
    llm_api_key: SecretStr = SecretStr("")
