"""The language model's part: it plans with the desk's own operations and writes; `bot.verify` decides what is shown."""
