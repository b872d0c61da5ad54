from evals.benchmark import misspell


def test_each_name_has_one_wrong_character_and_always_the_same() -> None:
    names = ["北京大学图书馆", "清华大学图书馆", "中山大学"]
    wrong = misspell(names)
    assert wrong == misspell(names)
    for name, other in zip(names, wrong, strict=True):
        assert len(name) == len(other)
        assert sum(one != two for one, two in zip(name, other, strict=True)) == 1
