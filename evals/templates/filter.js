const form = document.getElementById("filters");
if (form) {
  const articles = [...document.querySelectorAll("article")];
  const apply = () => {
    const wanted = new FormData(form), kinds = wanted.getAll("kind"), text = wanted.get("text").trim().toLowerCase();
    const fits = (value, choice) => !choice || value === choice;
    for (const article of articles) {
      const { kind, category, set } = article.dataset;
      article.hidden = !(kinds.includes(kind) && fits(category, wanted.get("category")) && fits(set, wanted.get("set")) &&
        article.textContent.toLowerCase().includes(text));
    }
    document.getElementById("shown").textContent = `显示 ${articles.filter((a) => !a.hidden).length} / ${articles.length} 题`;
  };
  form.addEventListener("input", apply);
  form.addEventListener("submit", (event) => event.preventDefault());
  apply();
}
