import { make } from "./elements.js";
import { words } from "./words.js";

const takeWords = words.take;

/** The list as files, and the meeting for a calendar. `files`: where they are to be had. */
export function takePart(files, meetingDate, level) {
  const link = (path, name) => make("li", {}, make("a", { href: `${files}/${path}`, target: "_blank" }, name));
  const today = new Date().toISOString().slice(0, 10);
  const date = make("input", { id: "calendar-date", class: "field", type: "date", name: "date", required: true, min: today });
  const year = make("input", { type: "checkbox", name: "year", value: "true" });
  const part = make(
    "section",
    { class: "part take" },
    make(`h${level}`, {}, takeWords.title),
    make(
      "ul",
      { class: "files" },
      Object.entries(words.list_file).map(([file, name]) => link(file, name)),
      link("question-list.mail?letter=ask_for_notes", words.list_ask_for_notes),
    ),
    make(`h${level + 1}`, {}, takeWords.calendar),
    make("p", { class: "hint" }, takeWords.calendar_about),
    make(
      "form",
      { class: "calendar", onsubmit: (event) => getCalendar(event, files, date, year) },
      make("div", { class: "labelled" }, make("label", { for: date.id }, words.editor.date), date),
      make("label", { class: "check" }, year, make("span", {}, takeWords.year)),
      make("button", { class: "button plain" }, takeWords.get),
    ),
  );
  part.showDate = (day) => (date.value = day && day >= today ? day : "");
  part.showDate(meetingDate);
  return part;
}

/** By a link, since a host page may allow no form to be sent anywhere. */
function getCalendar(event, files, date, year) {
  event.preventDefault();
  make("a", { href: `${files}/meetings.ics?date=${date.value}${year.checked ? "&year=true" : ""}`, target: "_blank" }).click();
}
