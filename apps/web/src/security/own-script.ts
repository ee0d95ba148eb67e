interface TrustedTypes {
  createPolicy(
    name: string,
    rules: { createScriptURL(url: string): string },
  ): { createScriptURL(url: string): string };
}

let policy: ReturnType<TrustedTypes["createPolicy"]> | undefined;

const checked = (url: string): string => {
  const { href, origin } = new URL(url, document.baseURI);
  if (origin !== location.origin) throw new TypeError("Only scripts of this site may run.");
  return href;
};

/**
 * The address of a script of this app in the form that workers and worklets take under the server's policy (W3C Trusted Types): the
 * only place that makes one, and it makes none for another site.
 * @throws TypeError for another site's address.
 */
export const ownScript = (url: string): string => {
  // Typings have none of it; a browser without it takes the address itself.
  const { trustedTypes } = globalThis as { trustedTypes?: TrustedTypes };
  policy ??= trustedTypes?.createPolicy("app#url", { createScriptURL: checked });
  return policy?.createScriptURL(url) ?? checked(url);
};
