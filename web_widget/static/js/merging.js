/**
 * Puts two changes of the same question list together: `mine` was made here and `theirs` elsewhere, both out of `base`.
 * What both changed is kept twice, so that no words are lost.
 */
export function mergeLists(base, mine, theirs) {
  const questions = mergeQuestions(base.questions, mine.questions, theirs.questions);
  const choose = (name) => (same(mine[name], base[name]) ? theirs[name] : mine[name]);
  const bothNotes = [theirs, mine].every((list) => list.notes !== base.notes) && theirs.notes !== mine.notes;
  return {
    ...theirs,
    title: choose("title"),
    meeting_date: choose("meeting_date"),
    next_meeting: choose("next_meeting"),
    notes: bothNotes ? `${theirs.notes}\n${mine.notes}`.trim() : choose("notes"),
    actions: same(theirs.actions, base.actions) ? mine.actions : [...theirs.actions, ...without(without(mine.actions, base.actions), theirs.actions)],
    questions,
  };
}

function mergeQuestions(base, mine, theirs) {
  const taken = [...base, ...mine, ...theirs];
  const merged = [];
  const keepBeside = (question) => {
    const copy = { ...question, id: nextOwnId(taken), own: true };
    taken.push(copy);
    merged.push(copy);
  };
  for (const their of theirs) {
    const before = findById(base, their.id);
    const own = findById(mine, their.id);
    if (before && !own && before.text === their.text) continue; // taken off here
    merged.push(their);
    if (!own) continue;
    const important = before && own.important !== before.important ? own.important : their.important;
    const changed = own.text !== before?.text && own.text !== their.text;
    const onlyHere = changed && their.text === before?.text;
    merged[merged.length - 1] = { ...their, important, ...(onlyHere && { text: own.text, own: own.own }) };
    if (changed && !onlyHere) keepBeside(own);
  }
  for (const own of mine.filter((question) => !findById(theirs, question.id))) {
    const before = findById(base, own.id);
    if (!before) merged.push(own); // added here
    else if (before.text !== own.text) keepBeside(own); // taken off there, but written anew here
  }
  return inOrderOf(base, mine, theirs, merged);
}

/** The order of here, where nobody moved anything elsewhere. */
function inOrderOf(base, mine, theirs, merged) {
  const common = (list) => list.map(({ id }) => id).filter((id) => [base, mine, theirs].every((other) => findById(other, id)));
  if (!same(common(base), common(theirs))) return merged;
  const places = new Map(mine.map(({ id }, place) => [id, place]));
  return merged.sort((one, other) => (places.get(one.id) ?? Infinity) - (places.get(other.id) ?? Infinity) || 0);
}

export function same(one, other) {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** Ids as the bot gives them to a parent's own questions. */
export function nextOwnId(questions) {
  const numbers = questions.map(({ id }) => Number(/^own-(\d{1,6})$/.exec(id)?.[1] ?? 0));
  return `own-${Math.max(0, ...numbers) + 1}`;
}

function findById(questions, id) {
  return questions.find((question) => question.id === id);
}

function without(entries, others) {
  return entries.filter((entry) => !others.some((other) => same(entry, other)));
}
