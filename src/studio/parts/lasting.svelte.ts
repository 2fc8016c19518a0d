/**
 * Returns a function that makes an object with `$derived` values once for each owner, and returns the same object on later calls. Derived values stop changing
 * when the component that made them is removed, so the object is made in its own effect root and outlives the component.
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
