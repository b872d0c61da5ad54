"""What is said in answer to a question about the prose: one piece of evidence, or several that belong together."""

import pytest

from bot.desk import Desk


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("总投资多少，用掉多少？", ("2.1 亿", "1.2 亿")),
        ("全国中心几个、地区中心几个？", ("4", "7")),
        ("保障式文献建设和共享式文献建设各完成多少？", ("86.7%", "28%")),
        ("书目数据量，幻灯片和规划文章各写的多少", ("632万", "785万种")),
    ],
)
def test_every_figure_that_is_asked_for_is_given_with_its_place(
    desk: Desk, question: str, parts: tuple[str, ...]
) -> None:
    answer = desk.ask(question)
    assert not answer.refused
    assert all(part in answer.text for part in parts)
    assert len({citation.n for citation in answer.citations}) >= 2


def test_a_row_of_a_table_is_told_by_its_columns(desk: Desk) -> None:
    text = desk.ask("For the row 其他资源 in the resource table, give me Phase II, newly added and planned total.").text
    assert "二期完成 50万" in text and "三期新增 300万" in text and "计划总量 350万" in text


def test_a_conclusion_is_told_with_its_reason(desk: Desk) -> None:
    answer = desk.ask("CALIS为什么还说有不少发展空间？")
    assert "没有加入CALIS" in answer.text and "因此" in answer.text
    assert [citation.n for citation in answer.citations] == [1, 2]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("内涵式发展的新命题举了哪几个？", "信息化生态的引领者"),
        ("软件共享服务系统具体是哪几个系统？", "统一交换系统都是软件共享服务系统"),
        ("近几年馆际互借每年大约满足多少笔？", "每年4万笔"),
        ("Name the four national centres of CALIS.", "农学中心4个"),
        ("省级中心验收分几个等级", "四档评定"),
        ("省级中心评优的奖有几个等级", "三等四级"),
        ("十四五期间要做哪几件大事", "6. 推进数字化转型"),
    ],
)
def test_the_sentence_that_names_the_things_is_found(desk: Desk, question: str, expected: str) -> None:
    assert expected in desk.ask(question).text


def test_a_fall_is_computed_from_what_came_first(desk: Desk) -> None:
    text = desk.ask("馆际互借从每年10万笔掉到4万笔，降了百分之多少").text
    assert text.startswith("减少 60%：(4万 − 10万) ÷ 10万 = -60%")


@pytest.mark.parametrize(
    "question",
    [
        "拟建的那4项服务具体是什么",
        "国家发展计划委员会当年给CALIS批了多少资金？",
        "第二批示范馆打算评哪些类型？",
        "北大的校领导姓什么",
        "三期经费里，资源建设用了多少钱？",  # the total is stated
        "三期建设什么时候开始？",  # 10月底 is of one service
        "三期什么时候结束",
        "示范馆怎么申报",
        "剩下没花的经费准备买什么？",
        "2019年第三季度馆际互借请求有多少笔？",
        "“十四五”末成员馆打算发展到多少家？",
        "学位论文完成度只有20%是什么原因？",
    ],
)
def test_names_and_sums_that_are_not_told_are_declined(desk: Desk, question: str) -> None:
    assert desk.ask(question).refused


@pytest.mark.parametrize(
    ("turns", "expected"),
    [
        (["想当示范馆，考核上都要满足哪些条件？"], "服务创新"),  # 当示范馆 is no name that evidence must hold
        (["主席回信里说图书馆是什么样的重要场所"], "滋养民族心灵"),
        (["What are the components of application systems R&D on the slides?"], "基于云计算的中心系统"),
        (["Which overseas cooperation partners or regions do the slides mention?"], "OCLC"),
        (["厦门大学图书馆是几级？", "换个事，CALIS管理中心设在哪里？"], "挂靠在北京大学图书馆"),
    ],
)
def test_only_names_of_the_lists_must_stand_in_evidence(desk: Desk, turns: list[str], expected: str) -> None:
    *history, question = turns
    assert expected in desk.ask(question, history).text


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("课题咨询还没开张吧？走到百分之几了", "完成度40%"),
        ("三期还在试跑、没正式上线的服务有几项？", "试运行9项"),
        ("共享式文献建设是不是拖后腿了，才多少", "28%"),
    ],
)
def test_a_denial_beside_what_is_asked_hides_no_figure(desk: Desk, question: str, expected: str) -> None:
    assert expected in desk.ask(question).text


def test_what_is_denied_of_what_is_counted_is_not_told_of_it(desk: Desk) -> None:
    assert desk.ask("没加入CALIS的本科院校究竟有多少所").refused


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("CALIS项目的法人由谁担任？", "北京大学一名校领导作为法人"),
        ("帮人做课题咨询的服务，几月份才能开门", "10月底开始服务"),
        ("要是评上示范馆，都有些什么奖可以拿？", "综合服务奖+单项服务奖"),
        ("Whose assessments are combined when the outstanding model libraries (示范馆) are chosen?", "省中心评定"),
        ("书目数据每年平均被下载多少次？", "1000万条次"),
        ("评优的奖分几个等，从高到低说说（省级中心）", "三等四级"),
        ("三期的钱花到哪一步了", "已使用 1.2 亿"),
        ("三期可提供服务的在建有多少项？", "在建的有23项"),
    ],
)
def test_no_kind_of_answer_is_demanded_that_is_not_asked_for(desk: Desk, question: str, expected: str) -> None:
    assert expected in desk.ask(question).text


@pytest.mark.parametrize("question", ["哪些馆评上了示范馆", "谁担任CALIS管理中心主任", "图书馆周末几点开门"])
def test_winners_office_holders_and_hours_are_declined(desk: Desk, question: str) -> None:
    assert desk.ask(question).refused


def test_no_sentence_is_told_twice(desk: Desk) -> None:
    text = desk.ask("文章拿五个应用系统举例说明使用馆数不等，是哪五个、各多少家？").text
    assert text.count("使用统一认证系统的有") == 1


@pytest.mark.parametrize(
    ("turns", "expected"),
    [
        (["“十四五”第一个任务是什么？", "下面有几件工作？", "第三件讲什么"], "研发专业培训平台"),
        (["第一项任务包括哪些工作？", "第四项也列一下"], "构建概念级汉语知识库"),
        (["What is task 6 of the plan about?", "And what is its first piece of work?"], "积极探索智慧图书馆建设"),
        (["2011到2014年馆际互借每年满足多少笔？", "近几年呢？"], "4万笔"),
        (["三期学位论文计划总量是多少？", "已经达到多少了？", "那还差多少？"], "122万 − 62万 = 60万"),
        (["新版E读有几家图书馆在用？", "统一认证呢", "这两个哪个多，多多少"], "1390 − 553 = 837家"),
        (["资源建设总体完成多少？", "保障式文献呢", "共享式的呢？", "这俩相差几个点"], "86.7% − 28%"),
        (["三期总投资多少", "用了多少", "印的完成比例是？"], "完成58%"),
        (["16字方针是什么", "第三个词怎么解释？"], "坚持用户导向、服务至上"),
        (["注册服务完成多少？", "接口服务呢", "差多少", "这两个都属于哪个系统"], "三期机构服务系统"),
        (["十四五第一项主要任务是什么？", "具体开展哪几项工作？", "第三项工作是研发什么？"], "研发专业培训平台"),
        (["三期总投资是多少？", "用掉了多少？"], "已使用 1.2 亿"),
        (["2019年四季度的请求有多少？", "满足了多少？", "2020年同期满足了多少？"], "2020年总满足数接近2万笔"),
        (["十六字方针是哪四句？", "第三句怎么讲？"], "坚持用户导向、服务至上"),
        (["应用系统三期要升级开发多少个？", "部署了几个？", "还有几个没开始开发？"], "待开发：6"),
    ],
)
def test_a_follow_up_keeps_to_what_was_spoken_of(desk: Desk, turns: list[str], expected: str) -> None:
    *history, question = turns
    assert expected in desk.ask(question, history).text


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("联合编目成员数，幻灯片和2023年名单各是多少？", ("1329", "794")),
        ("省级中心的数目在几份材料中是否一致？请把不同说法都列出。", ("31", "30")),
        ("特色库用的馆，幻灯126，文章呢", ("68", "126")),
        ("e读用户数两份资料差好多，一个24一个553，分别是怎么写的？", ("553", "24")),
        ("联合编目成员数，三期幻灯片上的数跟2023年底名单上的家数差多少？", ("1329 − 794 = 535",)),
        ("2023年名单上的成员馆比文章里的1834家少多少？", ("1834 − 1329 = 505", "1800多家")),
        ("Do the slides and the article give the same number of regional centers?", ("地区中心：7", "7个")),
        ("书目数量632万和785万哪个对", ("632万", "785万种")),
        ("培训的完成度，60%和80%哪个对？", ("业务培训：完成度60%", "培训体系，完成80%")),
        ("培训做到多少了？三期幻灯里前后数字一致吗", ("60%", "80%")),
        ("e读的用户馆，三期材料和十四五那篇文章各说多少？", ("553", "24")),
        ("标准规范的完成是多少？", ("20%", "30%")),
        ("联合编目成员数，幻灯片上的数和2023年底的名单对得上吗", ("794", "1329")),
        ("书目总量有人说632万，有人说785万，怎么回事？", ("632万", "785万种")),
        ("三期幻灯片说服务覆盖多少学校，规划文章又说成员馆多少家，两个数都要", ("1251", "18")),
    ],
)
def test_each_document_or_place_tells_its_own_figure(desk: Desk, question: str, parts: tuple[str, ...]) -> None:
    text = desk.ask(question).text
    assert all(part in text for part in parts)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("CALIS那篇规划文章第3节的标题叫什么？", "“十四五”期间CALIS的工作方针"),
        ("幻灯片一共分几大部分，标题分别是？", "3. 下一步工作重点"),
        ("文章1.2小节讲的是哪方面", "CALIS的基本成绩"),
        ("“服务社会”那个任务下面的第三件事是什么", "推广软件共享服务系统"),
        ("智慧图书馆建设算在哪一项任务里？", "（6）推进数字化转型"),
        ("数据资源长期保存归在“十四五”的哪项任务下？", "（3）倡导树立"),
        ("Which of the six tasks includes upgrading the online cataloguing system?", "（2）服务社会"),
        ("三期的幻灯片分哪三大块？", "2. 项目建设进展"),
        ("示范馆有哪几种？", "编目外包示范馆"),
        ("支撑人才培养体系那条任务，第三项工作是什么", "研发专业培训平台"),
        ("“政产学研用”协同创新归在哪项任务下？排第几点", "③联合相关行业组织"),
    ],
)
def test_parts_and_places_are_read_off_the_structure(desk: Desk, question: str, expected: str) -> None:
    assert expected in desk.ask(question).text


@pytest.mark.parametrize(
    "question",
    [
        "2019年全年馆际互借的总请求数是多少？",  # a quarter is printed
        "专业培训平台一年能培训多少馆员？",
        "785万种书目里中文、西文各占多少？",
        "个性化门户为什么只完成了一半？",
        "CALIS管理中心下设哪几个部门",
        "业务培训总共办了多少期，培训了多少人？",  # 三期 counts nothing
        "保障式文献建设的计划总量是多少万？",  # its row has no such column
        "2020年四季度，光是文献传递有多少笔请求？",
        "三期规划的7大类服务，分别是哪七大类？",
        "参考咨询系统一年要答几多条问题？",
        "How many experts sit on the panel that inspects the provincial centres?",
        "哪些省级中心在验收里评了“优”",
        "CALIS的年度预算是多少？",
        "示范馆名单公布了吗？",
    ],
)
def test_less_than_what_is_asked_is_no_answer(desk: Desk, question: str) -> None:
    assert desk.ask(question).refused


def test_a_refusal_names_what_is_near_even_if_nothing_may_answer(desk: Desk) -> None:
    answer = desk.ask("业务培训办了几期？")
    assert answer.refused and "业务培训——数量已超过目标" in answer.text


@pytest.mark.parametrize(
    ("before", "question"),
    [
        ("机构服务系统里哪些完成度不到70%？", "2023年名单上的成员馆比文章里的1834家少多少？"),
        ("北京大学图书馆是什么级别？", "三期一共投了多少钱？"),
        ("北京大学图书馆是什么级别？", "协调订购有多少家成员？"),
        ("B+ 级有多少家？", "省级中心验收的档次有哪些？"),
        ("清华是成员馆吗？", "习近平是哪天视察清华大学的？"),
        ("全国、地区和省级中心一共多少个？", "CALIS有多少元数据？"),
    ],
)
def test_a_whole_question_is_answered_alike_in_a_chat(desk: Desk, before: str, question: str) -> None:
    assert desk.ask(question, [before]).text == desk.ask(question).text
    assert not desk.ask(question).refused


@pytest.mark.parametrize("question", ["是成员吗？", "电话是多少？", "什么时候到期", "那联合主办呢"])
def test_a_short_question_is_still_asked_of_who_was_spoken_of(desk: Desk, question: str) -> None:
    assert "北京大学" in desk.ask(question, ["北京大学图书馆是什么级别？"]).text


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("CALIS是干什么的", "CALIS是经国务院批准的"),
        ("What is CALIS?", "CALIS是经国务院批准的"),
        ("有多少本科院校是成员馆？", "1117"),  # 本科 is no measure word
        ("CALIS三期新建了多少服务？", "59项"),
        ("三期跟海外哪些地方和机构有合作？", "港澳、北美、韩国Keris、OCLC"),
        ("在建的23项何时上线", "年底前"),
        ("CALIS有多少元数据？", "3.4亿条"),  # 元 is no unit here
        ("五个系统里用得最少的是哪个", "68家"),
        ("国家十四五规划提到的两项工程是哪两项", "国家文化繁荣发展工程"),
        ("总书记给国图老专家回信，怎么评价图书馆的？", "国家文化发展水平的重要标志"),
        ("经费用了多少", "1.2 亿"),
        ("三期可提供服务有几类", "7大类"),
        ("什么是“全面支撑”？", "全面支撑，就是"),
        ("应用系统那项写的是两个百分数，分别是多少？", "80%与40%"),
        ("陈建龙那篇文章第2章的标题是什么？", "CALIS发展面临的问题"),
        ("“1.2”这一小节叫什么名字？", "CALIS的基本成绩"),
    ],
)
def test_plain_questions_get_their_line(desk: Desk, question: str, expected: str) -> None:
    assert expected in desk.ask(question).text.split("\n")[0]


def test_a_number_of_four_digits_is_no_date(desk: Desk) -> None:
    """Also where the turn before, which the question does not lean on, brings lines near that it does not ask for."""
    assert desk.ask("三期什么时候结束", ["清华呢", "CALIS有多少元数据？"]).refused


@pytest.mark.parametrize(
    ("turns", "expected"),
    [
        (
            ["How many regional centres does CALIS have?", "Which university hosts the one for Southwest China?"],
            "四川大学",
        ),
        (["三期要升级开发多少个应用系统？", "部署好了几个", "还没开始开发的剩几个？"], "待开发：6"),
        (["联合编目成员数是多少", "嵌入式e读成员是多少", "几倍？"], "33.08倍"),
        (["业务服务完成多少了", "接口服务呢？", "本地系统共享呢？", "这三项里哪项最低"], "业务服务 完成度：50%"),
        (["外文期刊二期完成多少", "三期要新增多少"], "三期新增 5万种"),
        (["外文期刊的计划量是多少种？", "论文目次的计划量呢？"], "计划总量 6000万条"),
        (["全国中心有几个？", "三期总投资是多少？", "用掉了多少？"], "已使用 1.2 亿"),
    ],
)
def test_a_follow_up_asks_of_what_was_said(desk: Desk, turns: list[str], expected: str) -> None:
    *before, question = turns
    assert expected in desk.ask(question, before).text


@pytest.mark.parametrize(
    ("before", "question"),
    [("三期总投资多少？", "其中教育部出了多少"), ("统一认证系统现在多少馆在用？", "里面高职高专的有几家")],
)
def test_the_whole_is_not_told_again_for_a_part_that_is_not_stated(desk: Desk, before: str, question: str) -> None:
    assert desk.ask(question, [before]).refused
