/** Parts of blocks, as small as they can be, for tests of what Slack takes. */
export const plain = (text = 'x') => ({ type: 'plain_text', text });
export const mrkdwn = (text = 'x') => ({ type: 'mrkdwn', text });
export const option = (value = 'v', text = 'x') => ({ text: plain(text), value });
export const section = (more: object = {}) => ({ type: 'section', text: mrkdwn(), ...more });
export const actions = (...elements: object[]) => ({ type: 'actions', elements });
export const button = (more: object = {}) => ({ type: 'button', text: plain(), ...more });
export const input = (element: object, more: object = {}) => ({ type: 'input', label: plain(), element, ...more });
export const times = <T>(count: number, make: (index: number) => T) =>
  Array.from({ length: count }, (_, index) => make(index));
export const long = (count: number) => 'x'.repeat(count);
