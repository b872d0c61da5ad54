"""Figures that are computed from stated ones: the sum, what it rests on, and what must not be computed."""

import pytest

from bot.arithmetic import read_computation
from bot.desk import Desk
from bot.figure_names import FigureNames
from bot.terms import NeedReader
from evals.score import quote_stands, squeeze_answer
from ingest.index import open_index
from ingest.manifest import Source

# (question, the sum as it is written, blanks left out)
COMPUTED = [
    ("要开发的应用系统里，已部署的占几成？", "20÷32=62.5%"),
    ("馆际互借满足量从每年10万笔降到4万笔，跌了多少？", "10万−4万=6万笔"),
    ("跟2011到2014年比，近几年馆际互借年满足量跌了百分之几？", "(4万−10万)÷10万=-60%"),
    ("馆际互借从2011—2014年那阵子到近几年，一年掉了百分之几？", "(4万−10万)÷10万=-60%"),
    ("Adding up the national, regional and provincial centres on the slides, how many centres are there?", "4+7+30=41"),
    ("嵌入式e读和特色库共享软件相差多少", "126−24=102"),
    ("馆际互借从每年10万笔降到4万笔，降了几成？", "(4万−10万)÷10万=-60%"),
    ("中外文图书书目已到632万，还要补多少才够计划数？", "700万−632万=68万"),
    ("总请求数2020年相比2019年增加了多少笔", "2.5万−2万=0.5万笔"),
    ("2020年总满足数比2019年多多少", "2万−1.5万=0.5万笔"),
    ("联合问答和课题咨询的完成度相差几个百分点", "90%−40%=50个百分点"),
    ("统一认证比个性化门户完成度高多少？", "100%−50%=50个百分点"),
    ("保障式文献和共享式文献的完成度差多少", "86.7%−28%=58.7个百分点"),
    ("文章里的省级中心比幻灯片里多几个", "31−30=1个"),
    ("总投资比已使用多多少", "2.1亿−1.2亿=0.9亿"),
    ("How many more members does joint cataloguing have than the journal service?", "794−792=2"),
    ("学位论文离计划总量还差多少", "122万−62万=60万"),
    ("高校古文献离55万还差多少", "55万−54.4万=0.6万"),
    ("还没覆盖到的那些院校有多少所", "1800−1251=549所"),
    ("How much of the total investment is left unspent?", "2.1亿−1.2亿=0.9亿"),
    ("How much of the 210 million yuan budget is still unspent?", "2.1亿−1.2亿=0.9亿"),
    ("How far short of 7 million are the book records?", "700万−632万=68万"),
    ("How many systems are left to deploy out of 32?", "32−20=12"),
    ("课题咨询还差多少没完成", "100%−40%=60%"),
    ("成员馆里没用统一认证的有多少家", "1834−1390=444家"),
    ("本科以外的成员馆有多少", "1834−1117=717家"),
    ("外文期刊二期完成和三期新增加起来是多少", "5万+5万=10万种"),
    ("在建和拟建一共多少项？", "23+4=27项"),
    ("三期可提供服务里正式服务占几成", "37÷73≈50.68%"),
    ("已部署的应用系统占总数的百分之几", "20÷32=62.5%"),
    ("7大类73项服务里在建的占多大比例", "23÷73≈31.51%"),
    ("使用新版E读的馆占全部成员馆的比例", "553÷1834≈30.15%"),
    ("What proportion of CALIS members are undergraduate institutions?", "1117÷1834≈60.91%"),
    ("本地系统共享和接口服务哪个完成度高", "60%−60%=0个百分点"),
    ("服务体系建设和资源建设哪个完成度高，高多少", "97.5%−85%=12.5个百分点"),
    ("统一交换系统和新版E读谁的用户多", "607−553=54家"),
    ("机构服务里哪一项完成度最低", "20%=20%"),
    ("常用服务里成员最多的是哪个？", "794=794"),
    ("Which reader service has the lowest completion?", "40%=40%"),
    ("三期还有多少钱没花？", "2.1亿−1.2亿=0.9亿元"),
    ("填表要用：三期要至少覆盖1800所院校，按已覆盖的学校数算，还差几所？", "1800−1251=549所"),
    ("联合编目和期刊服务，哪个成员多，多几个？", "794−792=2个"),
    ("按幻灯片，全国、地区、省级三级中心合计", "4+7+30=41"),
    ("What percentage of CALIS's 1,834 members are undergraduate institutions?", "1117÷1834≈60.91%"),
    ("统一认证的使用率（占全部成员馆）大概多少？", "1390÷1834≈75.79%"),
]
# (question, the sum, whether the source's figure agrees)
CHECKED = [
    ("经费完成58%，按投资额和已用额算得出来吗？", "1.2亿÷2.1亿≈57.14%", False),
    ("正式服务、试运行、在建、拟建加起来是73项吗？", "37+9+23+4=73项", True),
    ("632占700是多少，怎么幻灯片才写85%？", "632万÷700万≈90.29%", False),
    ("已使用1.2亿除以总投资2.1亿，算出来是58%吗？", "1.2亿÷2.1亿≈57.14%", False),
    ("经费的58%怎么算出来的？", "1.2亿÷2.1亿≈57.14%", False),
    ("覆盖院校69.5%对得上吗", "1251÷1800=69.5%", True),
    ("学位论文二期完成加三期新增等于计划总量吗", "42万+80万=122万", True),
    ("其他资源二期完成加三期新增等于350万对吗", "50万+300万=350万", True),
    ("中外文图书书目85%是怎么算的，对得上吗", "(632万−260万)÷440万≈84.55%", True),
    ("按已达到除以计划总量，图书书目完成度应该是多少，和85%一致吗", "632万÷700万≈90.29%", False),
    ("应用系统研发里已部署、在开发、待开发加起来是不是32", "20+6+6=32", True),
    ("Do the four states of the 73 services add up to 73?", "37+9+23+4=73项", True),
    (
        "机构服务七项的简单平均值，和印的63%合不合？",
        "(20%+90%+60%+50%+100%+60%+60%)÷7≈62.8571%",
        True,
    ),
    (
        "Is the average of the seven institution goals really 63%?",
        "(20%+90%+60%+50%+100%+60%+60%)÷7≈62.8571%",
        True,
    ),
    ("读者服务的80%是怎么来的", "(69.5%+80%+100%+40%+90%+90%+100%+50%)÷8≈77.4375%", False),
]
NOT_COMPUTED = [
    "华南地区中心和华东南地区中心差多少经费",
    "东北地区中心比华南地区中心多几个成员馆",
    "北大和清华的经费差多少",
    "二期和三期总投资差多少",
    "四期和三期的总投资差多少",
    "十四五期间的总投资比三期多多少",
    "CALIS和CASHL的经费相差多少",
    "B级馆和C级馆的经费差多少",
    "硬件采购占总投资的百分之几",
    "正式服务占全部经费的百分之几",
    "会议论文占学位论文的几成",
    "2021年和2020年请求数差多少",
    "地区中心的平均经费是多少",
    "外文期刊种数和论文目次条数差多少",
    "个性化门户和统一认证的用户数相差多少",
    "拟建的4项和在建的23项哪个先完成",
    "省级中心验收和评优的档数差几个",
    "古籍已达到54.4万，离100万还差多少",
    "余下的经费什么时候到账？",
    "What is the gap between Peking University and Tsinghua?",
    # Plain questions that have a word of arithmetic in them.
    "一共规划了多少项服务？",
    "三期读者服务系统平均完成多少？",
    "CALIS成员馆里头本科院校占了多少家",
]


class _Reader:
    """Reads computations without an embedding model."""

    def __init__(self, settings) -> None:
        index = open_index(settings)
        self.figures = [chunk for chunk in index.chunks if chunk.figure]
        wholes = [chunk for chunk in index.chunks if chunk.kind == "source"]
        self._names = FigureNames(self.figures, _sources(wholes))
        self._reader = NeedReader(chunk.text for chunk in index.prose)

    def __call__(self, question, spoken_of=()):
        return read_computation(self._reader.read(question), question, self._names, spoken_of)


def _sources(wholes):
    return {whole.source: Source.model_validate(whole.details["manifest"]) for whole in wholes}


@pytest.fixture(scope="module")
def compute(settings) -> _Reader:
    return _Reader(settings)


def _sum(computation) -> str:
    return computation.written.replace(" ", "")


@pytest.mark.parametrize(("question", "expected"), COMPUTED)
def test_computes(compute, question, expected):
    (computation,) = compute(question)
    assert _sum(computation) == expected
    assert computation.printed is None


@pytest.mark.parametrize(
    ("question", "sums"),
    [
        ("全国、地区和省级中心一共多少个？", {"4+7+31=42个", "4+7+30=41个"}),
        ("地区中心和省级中心合起来多少个", {"7+31=38个", "7+30=37个"}),
        ("How many national, regional and provincial centres are there altogether?", {"4+7+31=42个", "4+7+30=41"}),
    ],
)
def test_a_sum_whose_figures_two_documents_state_is_told_of_both(compute, question, sums):
    assert {_sum(computation) for computation in compute(question)} == sums


@pytest.mark.parametrize(("question", "expected", "agrees"), CHECKED)
def test_checks_the_source(compute, question, expected, agrees):
    (computation,) = compute(question)
    assert (_sum(computation), computation.operation, computation.agrees) == (expected, "check", agrees)


@pytest.mark.parametrize("question", NOT_COMPUTED)
def test_leaves_alone_what_is_not_clearly_named(compute, question):
    assert compute(question) == ()


def test_tells_both_ends(compute):
    highest, lowest = compute("Which of the seven construction parts has the lowest completion, and which the highest?")
    assert [highest.operands[0].figure.subject, lowest.operands[0].figure.subject] == [
        "安全保障体系完成",
        "标准规范完成",
    ]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("这两个差多少", "90%−60%=30个百分点"),
        ("两个相差几个点？", "90%−60%=30个百分点"),
        ("哪个高", "90%−60%=30个百分点"),
    ],
)
def test_computes_with_figures_of_earlier_turns(compute, question, expected):
    spoken_of = [f for f in compute.figures if f.figure.subject in ("注册服务", "接口服务")]
    (computation,) = compute(question, spoken_of)
    assert _sum(computation) == expected
    assert compute(question) == ()
    assert compute("两个的经费差多少", spoken_of) == ()


@pytest.mark.parametrize(
    ("question", "expected", "cited"),
    [
        ("经费账上还剩多少没动？", "0.9亿", [137, 139]),
        ("特色库的馆占成员馆多大比例？", "3.71%", [70, 94]),
        ("2019年和2020年总请求数差多少", "约0.5万笔", [131, 132]),
        ("How much of the total investment is left unspent?", "0.9亿areleft", [137, 139]),
    ],
)
def test_writes_the_result_and_cites_every_operand(desk: Desk, question, expected, cited):
    answer = desk.ask(question)
    assert not answer.refused
    assert expected in squeeze_answer(answer.text).split("：2")[0]
    for line in cited:
        assert any(c.first_line <= line <= c.last_line for c in answer.citations)
    assert all(quote_stands(c, desk.source_lines(c.source)) for c in answer.citations)


@pytest.mark.parametrize(
    ("question", "figures"),
    [
        ("应用系统已经部署好的几个，还没动手开发的几个", ["20", "6"]),
        ("三期项目总投资和已使用经费分别是多少亿？", ["2.1 亿", "1.2 亿"]),
        ("三期服务体系里全国中心几个、地区中心几个？", ["4", "7"]),
    ],
)
def test_several_figures_are_given_as_printed(compute, question, figures):
    (computation,) = compute(question)
    assert computation.operation == "each"
    assert [chunk.figure.text for chunk in computation.operands] == figures


def test_a_share_of_what_is_done_stands_beside_the_completion_that_is_printed(compute):
    (computation,) = compute("中外文图书书目做到632万，是计划总量的百分之几？")
    assert _sum(computation) == "632万÷700万≈90.29%"
    assert computation.printed.figure.text == "85%"
    assert not computation.agrees


def test_the_lowest_is_that_of_all_slides_where_none_is_named(compute):
    (computation,) = compute("什么服务的完成度最低？")
    assert [(chunk.figure.subject, chunk.figure.text) for chunk in computation.operands] == [("标准规范", "20%")]
