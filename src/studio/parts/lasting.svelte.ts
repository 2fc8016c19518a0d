/**
 * Makes something with `$derived` values once for each owner, and gives the same again. It may be asked for first by a component and outlives it:
 * what is derived within a component stands still once the component is gone, so it is made in a root of its own.
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
