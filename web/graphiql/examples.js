// The examples of the API as GraphiQL's tabs, one flow at a time.

const TITLES = {
  Photo: "From a photo to a face", Words: "Pictures from words", Event: "Guests of an event",
  Account: "Signing in, credits", Headshot: "Headshots", Operator: "For operators",
};

/** All examples, in the order in which they tell the story. */
export async function examples() {
  const answer = await fetch("/static/examples.json");
  return answer.json();
}

/** The names of the flows, in the order of their first examples. */
export const flows = (all) => [...new Set(all.map(({ flow }) => flow))];

/** The flow that the address names, as in ?flow=words; the first one if it names none. */
export function chosen(all) {
  const wanted = new URLSearchParams(location.search).get("flow")?.toLowerCase();
  return flows(all).find((flow) => flow.toLowerCase() === wanted) ?? flows(all)[0];
}

/** The tabs of a flow, each with the headers given. */
export function tabs(all, flow, headers) {
  return all.filter((each) => each.flow === flow)
    .map(({ query, variables }) => ({ query, variables, headers }));
}

/** Links to all flows, put into `nav`. */
export function fill(nav, all, current) {
  nav.append(...flows(all).map((flow) => {
    const link = document.createElement("a");
    link.href = `?flow=${flow.toLowerCase()}`;
    link.textContent = flow;
    link.title = TITLES[flow] ?? flow;
    if (flow === current) link.setAttribute("aria-current", "page");
    return link;
  }));
}
