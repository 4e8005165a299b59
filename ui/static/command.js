// Enter in the field presses Run: Streamlit tells the server of a pause in typing and of Enter in the same way.
export default function (component) {
  const { data, parentElement } = component;
  const field = () => document.querySelector(`.st-key-${data.field} input`);
  parentElement.steadyhandOff?.();
  const onKey = (event) => {
    if (event.key !== 'Enter' || event.isComposing || event.target !== field()) return;
    // First the field hands over what was typed last.
    setTimeout(() => document.querySelector(`.st-key-${data.run} button`)?.click(), 60);
  };
  document.addEventListener('keydown', onKey);
  if (data.focus && !parentElement.steadyhandOff) setTimeout(() => field()?.focus(), 150);
  parentElement.steadyhandOff = () => document.removeEventListener('keydown', onKey);
  return parentElement.steadyhandOff;
}
