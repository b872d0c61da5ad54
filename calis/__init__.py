"""The command `calis`: what the bot and the evaluations offer, under one roof. Nothing imports this package."""
