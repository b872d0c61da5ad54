"""What is going on, for the page: what went wrong, and how far something has come."""

from html import escape


def render_problem(sentence: str) -> str:
    """A sentence about what went wrong; nothing where nothing did."""
    return f'<p class="problem" role="alert">{escape(sentence)}</p>' if sentence else ""


def render_progress(text: str, share: float) -> str:
    """How far something has come, in words and as a bar; `share` is 0 to 1."""
    return (
        f'<div class="progress" role="status"><p class="quiet">{escape(text)}</p>'
        f'<span class="track"><span class="fill" style="width:{100 * share:.0f}%"></span></span></div>'
    )
