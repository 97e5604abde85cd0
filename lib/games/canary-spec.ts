/** What distinguishes the two worlds of a game on trained models; plain data. */
export type CanarySpec =
  | { readonly kind: 'mislabelled' }
  | { readonly kind: 'unique-class' }
  | { readonly kind: 'patch' }
  | { readonly kind: 'poison'; readonly poisons: number };
