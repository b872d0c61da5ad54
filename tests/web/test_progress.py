from bot.progress import make_charts
from bot.web.progress_tab import render_progress_charts


def draw(desk, language: str = "zh") -> str:
    edition = desk.current()
    return render_progress_charts(make_charts(edition.index.chunks, edition.sources), edition.sources, language)


def test_every_bar_opens_the_lines_that_state_it(desk):
    html = draw(desk)
    for text in ('data-line="42" data-last="42">标准规范', 'data-line="127" data-last="127">⚠ 另一处写的是 30%'):
        assert text in html


def test_planned_and_reached_stand_beside_the_bar(desk):
    html = draw(desk)
    assert "632万，计划 700万" in html
    assert "⚠ 原文写的完成度 85%，两数相除是 90.3%" in html
    assert "⚠ 原文写的平均：80%；按上面各项算是 77.4%" in html


def test_another_document_that_states_otherwise_is_named_with_its_date(desk):
    html = draw(desk)
    assert "⚠ 另一处写的是 30%" in html
    assert "另一处写的是 68家" not in html
    assert "⚠ 另一份资料写的是 68家：《CALIS的“十四五”规划：问题、方针和任务》，2021年第5期（总第204期）" in html


def test_charts_are_named_in_english_too(desk):
    assert "632万 of 700万" in draw(desk, "en")


def test_without_slides_there_is_a_sentence():
    assert "没有图" in render_progress_charts((), {})
