"""The web chat: a Gradio page over the answering desk. Nothing outside this package imports Gradio."""
