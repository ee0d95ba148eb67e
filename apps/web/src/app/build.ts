/** Name of the build this page is of, written into it by the build; undefined while developing. */
export const ownBuild = (page: Document): string | undefined =>
  page.querySelector('meta[name="onecall-build"]')?.getAttribute("content") ?? undefined;
