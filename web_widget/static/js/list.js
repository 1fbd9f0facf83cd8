import { ListEditor } from "./editor.js";
import { Service } from "./service.js";

/* The page of the list: the editor takes the form's place, unless the form holds words that are not saved yet. */
const place = document.querySelector("[data-list-page]");
if (!("keep" in place.dataset)) new ListEditor(place, { service: new Service(), id: place.dataset.id, level: 2 }).load();
