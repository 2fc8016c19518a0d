/**
 * Makes an object with `$derived` values once for each owner, and returns the same one on later calls. The object outlives the component that asks for it first.
 * Values that are derived within a component stop changing once it is gone, so the object is made in an effect root of its own.
 */
export function lasting<Owner extends object, Made>(make: (owner: Owner) => Made): (owner: Owner) => Made {
  const all = new WeakMap<Owner, { readonly made: Made }>();
  return (owner) => {
    let found = all.get(owner);
    if (!found) {
      let made: Made;
      $effect.root(() => {
        made = make(owner);
      });
      found = { made: made! };
      all.set(owner, found);
    }
    return found.made;
  };
}
