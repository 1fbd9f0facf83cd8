import { make } from "./elements.js";
import { words } from "./words.js";

/** Only voices that live on this device: others would send the text to another company. */
function localVoice() {
  const voices = window.speechSynthesis?.getVoices().filter((voice) => voice.localService) ?? [];
  return voices.find((voice) => voice.lang === "en-GB") ?? voices.find((voice) => voice.lang.startsWith("en"));
}

/** A button that reads an answer aloud, where the device has a voice of its own. */
export function addReadButtons(root) {
  if (!localVoice()) return;
  for (const card of root.querySelectorAll(".card")) {
    if (card.querySelector(".read")) continue;
    const button = make("button", { type: "button", class: "small read", onclick: () => toggle(card, button) }, words.read);
    card.querySelector(".duty").after(button);
  }
}

function toggle(card, button) {
  const speech = window.speechSynthesis;
  if (speech.speaking) return speech.cancel();
  const parts = card.querySelectorAll(".card-title, .short, .duty, .steps li, .say blockquote");
  const spoken = new SpeechSynthesisUtterance([...parts].map((part) => part.textContent).join(". "));
  spoken.voice = localVoice();
  spoken.lang = "en-GB";
  spoken.onend = spoken.onerror = () => (button.textContent = words.read);
  button.textContent = words.read_stop;
  speech.speak(spoken);
}
