import { Conversation } from "./conversation.js";
import { Service } from "./service.js";

/* The full page: the same conversation as in the widget, on top of forms that also work by themselves. */
const root = document.querySelector("[data-conversation]");
const { area, id, topic, starter } = root.dataset;
const conversation = new Conversation(root, {
  service: new Service(),
  area,
  id: id || null,
  topic: topic || null,
  starter: starter || null,
  // The address leads back to this conversation, also after a reload.
  onstart: (started) => history.replaceState(null, "", `/chat/${started}`),
  ondelete: () => history.replaceState(null, "", `/chat?area=${area}`),
});
// An adviser's link opens at its topic or its starter list.
if (!id && (topic || starter)) conversation.start();
