"""A document that is not of the corpus, written for these tests: the lending rules of a library that does not exist."""

import re
from collections.abc import Iterator, Sequence
from io import BytesIO
from pathlib import Path

from ingest.prose import display_width

TITLE = "某大学图书馆文献借阅规则"

# Chapters with their provisions; a list of texts is a provision with its items, a list of rows is a table.
RULES: tuple[tuple[str, tuple[object, ...]], ...] = (
    (
        "第一章 总则",
        (
            "第一条 为规范文献借阅秩序，保障读者权益，提高文献利用率，制定本规则。",
            "第二条 本规则适用于本馆总馆、医学分馆和城南分馆的全部印本文献、随书光盘和借阅设备。电子资源的使用另按《电子资源使用守则》执行。",
            "第三条 读者服务部负责本规则的日常执行，采编部和信息技术部予以配合。读者服务部设在总馆一层东侧，办公时间为工作日 8:30 至 17:00。",
            "第四条 本规则所称工作日，不含国家法定节假日和学校寒暑假。",
        ),
    ),
    (
        "第二章 读者证",
        (
            "第五条 在职教职工和在册学生凭校园卡借阅，校园卡即读者证。",
            "第六条 校友和校外读者可申请办理临时读者证，办理时须提交下列材料：",
            [
                "（一）本人有效身份证件原件；",
                "（二）所在单位介绍信或校友会证明；",
                "（三）押金 300 元，退证时全额退还。",
            ],
            "第七条 临时读者证有效期为 6 个月，期满可续办一次。临时读者证不得转借他人，一经发现即予停用。",
            "第八条 读者证遗失后应当立即挂失。挂失前发生的借阅责任由持证人承担；补办临时读者证收取工本费 10 元。",
        ),
    ),
    (
        "第三章 借阅权限",
        (
            "第九条 各类读者的借阅册数和借期如下表：",
            (
                ("读者类型", "可借册数", "借期（天）", "续借次数"),
                ("本科生", "20", "30", "1"),
                ("硕士研究生", "30", "60", "2"),
                ("博士研究生", "40", "90", "2"),
                ("教职工", "50", "120", "3"),
                ("临时读者", "5", "15", "0"),
            ),
            "第十条 下列文献只在馆内阅览，不外借：",
            [
                "（一）1949 年以前出版的线装书和珍本；",
                "（二）工具书、年鉴和地图集；",
                "（三）当年的报纸和未装订的期刊；",
                "（四）本校硕士、博士学位论文的纸本。",
            ],
            "第十一条 阅览室每天 7:30 开门，22:30 闭馆；寒暑假期间 9:00 至 16:30 开放，每周三闭馆整理。",
            "第十二条 读者可以续借未被他人预约的图书。续借应当在到期日前 5 天内通过本馆主页、微信公众号或自助借还机办理，续借期自续借之日起算。",
            "第十三条 已借出的图书可以预约，每位读者同时预约不超过 5 册。预约图书到馆后保留 3 个工作日，逾期不取视为放弃。",
        ),
    ),
    (
        "第四章 馆际互借与文献传递",
        (
            "第十四条 本馆未收藏的文献，教职工和研究生可以申请馆际互借。馆际互借一般在 10 个工作日内完成，国外文献的到馆时间以对方馆答复为准。",
            "第十五条 馆际互借的邮寄费由申请人承担，本馆按每件 20 元补贴，补贴总额每人每年不超过 200 元。",
            "第十六条 文献传递只用于个人学习和研究，不得用于商业目的。每篇文献传递的页数一般不超过 50 页。",
            "第十七条 2023 年本馆共完成馆际互借 1 286 件、文献传递 5 340 篇，满足率分别为 91% 和 96.5%。",
        ),
    ),
    (
        "第五章 逾期、污损与遗失",
        (
            "第十八条 图书逾期未还的，自逾期之日起暂停借阅权限，每册每逾期 1 天停借 1 天，累计停借不超过 90 天。本馆自 2022 年 9 月 1 日起不再收取逾期费。",
            "第十九条 读者遗失图书的，应当优先购买同一版本的图书赔偿；无法购得的，按下列标准以现金赔偿：",
            [
                "（一）出版未满 5 年的，按原价的 2 倍赔偿；",
                "（二）出版 5 年以上 20 年以下的，按原价的 3 倍赔偿；",
                "（三）出版 20 年以上的，按原价的 5 倍赔偿。",
            ],
            "第二十条 在图书上涂写、划线或者造成轻度污损的，读者应当恢复原状；不能恢复的，按原价的 30% 赔偿。撕页、剪裁图书的，按遗失图书处理，并通报所在院系。",
            "第二十一条 损坏或者遗失借阅设备的，按设备现值赔偿。电子阅读器（e-book reader）的现值由信息技术部核定。",
            "第二十二条 毕业、离职或者退休的读者，应当在办理离校手续前还清全部文献。因病休学的读者可以委托他人代还。",
        ),
    ),
    (
        "第六章 附则",
        (
            "第二十三条 医学分馆和城南分馆可以根据本规则制定实施细则，报馆务委员会备案后施行。",
            "第二十四条 对借阅处理决定有异议的，可以自收到通知之日起 15 天内向馆务委员会书面申诉。馆务委员会应当在 30 天内答复。",
            "第二十五条 本规则由馆务委员会负责解释，自 2024 年 3 月 1 日起施行。2016 年发布的《图书借阅暂行办法》同时废止。",
        ),
    ),
)


def write_pdf(path: Path, password: str = "", per_line: int = 26, per_page: int = 18) -> Path:
    """The rules as a PDF of 5 pages or more, with a running head and page numbers; locked if a password is given."""
    from pypdf import PdfReader, PdfWriter

    buffer = BytesIO()
    canvas = _canvas(buffer)
    for number, page in enumerate(_pages(list(_printed_lines(per_line)), per_page), start=1):
        canvas.setFont("STSong-Light", 9)
        canvas.drawString(60, 560, f"{TITLE}（2024 年修订）")
        canvas.setFont("STSong-Light", 11)
        for row, line in enumerate(page):
            canvas.drawString(60, 535 - 22 * row, line)
        canvas.drawString(190, 30, f"— {number} —")
        canvas.showPage()
    canvas.save()
    if password:
        writer = PdfWriter(clone_from=PdfReader(buffer))
        writer.encrypt(password, algorithm="RC4-128")
        writer.write(path)
    else:
        path.write_bytes(buffer.getvalue())
    return path


def write_scan(path: Path) -> Path:
    """A PDF of two pages without any text, as a scanner makes it."""
    from PIL import Image
    from reportlab.lib.utils import ImageReader

    canvas = _canvas(path)
    for _ in range(2):
        canvas.drawImage(ImageReader(Image.new("L", (40, 60), 200)), 0, 0, 400, 580)
        canvas.showPage()
    canvas.save()
    return path


def _canvas(target: object):
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfbase.pdfmetrics import registerFont
    from reportlab.pdfgen.canvas import Canvas

    registerFont(UnicodeCIDFont("STSong-Light"))
    return Canvas(str(target) if isinstance(target, Path) else target, pagesize=(420, 595))


def _printed_lines(per_line: int) -> Iterator[str]:
    yield TITLE
    for chapter, provisions in RULES:
        yield chapter
        for provision in provisions:
            if isinstance(provision, tuple):
                yield from (" ".join(cells) for cells in provision)
                continue
            for text in [provision] if isinstance(provision, str) else provision:
                yield from _wrap(text, per_line)


def _wrap(text: str, per_line: int) -> Iterator[str]:
    """Lines of the width of so many Chinese characters, broken between any two characters but not inside Latin words."""
    line = ""
    for part in re.findall(r"[A-Za-z0-9.%-]+|.", text):
        if display_width(line + part) > 2 * per_line and part not in "，。；：、）》":
            yield line
            line = part.lstrip()
        else:
            line += part
    yield line


def _pages(lines: Sequence[str], per_page: int) -> Iterator[Sequence[str]]:
    yield from (lines[start : start + per_page] for start in range(0, len(lines), per_page))


def write_html(path: Path) -> Path:
    """The rules as a web page with all that surrounds the text of one, and with markup that must not get anywhere."""
    parts: list[str] = []
    for chapter, provisions in RULES:
        parts.append(f"<h2>{chapter}</h2>")
        for provision in provisions:
            if isinstance(provision, str):
                parts.append(f"<p>{provision}</p>")
            elif isinstance(provision, list):
                parts.append("<ul>" + "".join(f"<li>{item}</li>" for item in provision) + "</ul>")
            else:
                head, *rows = provision
                parts.append("<table><tr>" + "".join(f"<th>{cell}</th>" for cell in head) + "</tr>")
                parts += ["<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows]
                parts.append("</table>")
    path.write_text(
        f"""<!DOCTYPE html><html lang="zh"><head><meta charset="utf-8"><title>{TITLE}</title>
        <script>document.write("脚本里的句子")</script><style>p {{ color: red }}</style></head><body>
        <nav><a href="/">首页</a><a href="/about">本馆概况</a></nav>
        <ul class="links"><li><a href="/a">馆藏目录</a></li><li><a href="/b">电子资源</a></li><li><a href="/c">新书通报</a></li></ul>
        <h1>{TITLE}</h1><img src="x" onerror="alert(1)">{"".join(parts)}
        <p>网页上写着 &lt;img src=x onerror=alert(1)&gt; 的一句话<img src=x onerror=alert(2)>。</p>
        <footer>版权所有 联系电话 0000-0000</footer></body></html>""",
        encoding="utf-8",
    )
    return path


def write_word(path: Path) -> Path:
    """The rules as a Word document with headings by style and a real table."""
    from docx import Document

    document = Document()
    document.add_heading(TITLE, level=0)
    for chapter, provisions in RULES:
        document.add_heading(chapter, level=1)
        for provision in provisions:
            if isinstance(provision, tuple):
                table = document.add_table(rows=0, cols=len(provision[0]))
                for values in provision:
                    for cell, value in zip(table.add_row().cells, values, strict=True):
                        cell.text = value
                continue
            for text in [provision] if isinstance(provision, str) else provision:
                document.add_paragraph(text)
    document.save(path)
    return path


def write_manifest(corpus: Path, file: str) -> Path:
    """A corpus of this one document; gives the folder."""
    (corpus / "manifest.toml").write_text(
        f'[[source]]\nid = "rules"\nfile = "{file}"\ntitle = "{TITLE}"\nkind = "document"\n', encoding="utf-8"
    )
    return corpus


# Slides with stated zeros and ranges, beside figures that can be computed with.
SLIDES = """一、推广计划



推广情况

1  流动书车——至少覆盖0家单位，已覆盖5家单位，完成度50%；

2  自助书柜——至少覆盖8家单位，已覆盖4家单位，完成度50%；

3  盲文书架——至少覆盖2～4家单位，已覆盖1家单位，完成度50%；

4  有声书亭——至少覆盖6家单位，已覆盖3家单位，完成度45%～55%；



今年新增

东部分区：0家

西部分区：0家

南部分区：0家

北部分区：0家
"""


def write_slides(corpus: Path) -> Path:
    """A corpus of these slides alone; gives the folder."""
    (corpus / "slides.txt").write_text(SLIDES, encoding="utf-8")
    (corpus / "manifest.toml").write_text(
        '[[source]]\nid = "slides"\nfile = "slides.txt"\ntitle = "推广计划"\nkind = "slides"\n', encoding="utf-8"
    )
    return corpus
