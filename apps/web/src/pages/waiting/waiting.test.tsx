/** @jsxImportSource preact */
import type { CallState, Peer, StateOf } from "@onecall/client";
import { afterEach, describe, expect, it, vi } from "vitest";
import { page, userEvent } from "vitest/browser";
import { ADA, fakeSession, LINK } from "../../testing/fake-call.ts";
import { show } from "../../testing/show.ts";
import { Waiting } from "./waiting.tsx";

const WAITING: CallState = { name: "waiting", waiting: 0, offline: false };
const ringing = (peer: Peer, changes: Partial<StateOf<"ringing">> = {}): CallState => ({
  name: "ringing",
  peer,
  waiting: 0,
  offline: false,
  since: 0,
  ...changes,
});
const open = (state: CallState, room = {}) => {
  const fake = fakeSession("host", state, room);
  fake.session.begin();
  fake.call.done.length = 0;
  show(<Waiting session={fake.session} />);
  return fake;
};
afterEach(() => vi.restoreAllMocks());

describe("Waiting", () => {
  it("shows the whole link and copies it", async () => {
    const write = vi.spyOn(navigator.clipboard, "writeText").mockResolvedValue();
    open(WAITING);
    await expect.element(page.getByTestId("call-link")).toHaveValue(LINK);
    await userEvent.click(page.getByTestId("copy-link"));
    expect(write).toHaveBeenCalledWith(LINK);
    await expect.element(page.getByTestId("copy-link")).toHaveTextContent("Copied");
    await expect.element(page.getByTestId("announcement")).toHaveTextContent("Link copied.");
  });
  it("selects the link for copying by hand when the browser refuses", async () => {
    vi.spyOn(navigator.clipboard, "writeText").mockRejectedValue(new DOMException("no", "NotAllowedError"));
    open(WAITING);
    await userEvent.click(page.getByTestId("copy-link"));
    await expect.element(page.getByTestId("copy-link")).toHaveTextContent("Press Ctrl+C to copy");
    await expect.element(page.getByTestId("call-link")).toHaveFocus();
    expect(getSelection()?.toString()).toBe(LINK);
  });
  it("shows the link as a QR code, closed with Esc", async () => {
    open(WAITING);
    await userEvent.click(page.getByTestId("show-qr"));
    await expect.element(page.getByRole("dialog", { name: "Scan to join" })).toBeVisible();
    await expect.element(page.getByRole("img", { name: "QR code of the call link" })).toBeVisible();
    await userEvent.keyboard("{Escape}");
    await expect.element(page.getByRole("dialog")).not.toBeInTheDocument();
  });
  it("hides the address before someone knocks, and not once a connection is being made", async () => {
    const { call } = open(WAITING);
    await userEvent.click(page.getByRole("switch", { name: "Hide my address" }));
    expect(call.hidesAddress).toBe(true);
    call.set(ringing(ADA));
    await expect.element(page.getByTestId("hide-address")).not.toBeInTheDocument();
  });
  it("has the own picture, the switches and Leave", async () => {
    const { call } = open(WAITING);
    await expect.element(page.getByTestId("local-video")).toBeVisible();
    await userEvent.click(page.getByTestId("mic"));
    expect(call.local.asked.at(-1)).toBe("microphone false");
    await userEvent.click(page.getByTestId("leave"));
    expect(call.done).toEqual(["leave"]);
  });
  it("says when nobody can knock, and when nothing is kept", async () => {
    open({ ...WAITING, offline: true }, { persistent: false });
    await expect.element(page.getByRole("alert")).toHaveTextContent("You’re offline");
    await expect
      .element(page.getByText("the link works only until you close or reload this tab"))
      .toBeVisible();
  });
});

describe("Knock", () => {
  it("shows who knocks and takes each answer", async () => {
    const { call, preferences } = open(ringing(ADA));
    preferences.name.value = "Grace";
    const knock = page.getByTestId("knock");
    await expect.element(knock).toHaveTextContent("Ada Lovelace");
    await expect.element(knock).toHaveTextContent("First time at this link");
    await userEvent.click(page.getByTestId("accept"));
    await userEvent.click(page.getByTestId("accept-audio"));
    await userEvent.click(page.getByTestId("decline"));
    expect(call.done).toEqual(["accept video as Grace", "accept audio as Grace", "decline"]);
  });
  it("KNOCK-9: declines with a word of the host’s choice", async () => {
    const { call } = open(ringing(ADA));
    await userEvent.click(page.getByTestId("replies"));
    await userEvent.click(page.getByRole("button", { name: "Give me five minutes" }));
    expect(call.done).toEqual(["decline five-minutes"]);
  });
  it.each([
    ["known", "Was here before, not verified"],
    ["verified", "Verified device"],
  ] as const)("marks a %s device", async (trust, words) => {
    open(ringing({ name: "Ada", trust }));
    await expect.element(page.getByTestId("knock")).toHaveTextContent(words);
    await expect.element(page.getByRole("alert")).not.toBeInTheDocument();
  });
  it("TOFU-1: warns before Accept that the device is not the verified one", async () => {
    open(ringing({ name: "Ada", trust: "changed" }));
    const alert = page.getByRole("alert");
    await expect.element(alert).toHaveTextContent("This is not the device you verified");
    const position = alert.element().compareDocumentPosition(page.getByTestId("accept").element());
    expect(position & Node.DOCUMENT_POSITION_FOLLOWING).toBeTruthy();
  });
  it("has a word for someone without a name and counts those behind", async () => {
    open(ringing({ name: " ", trust: "new" }, { waiting: 2 }));
    await expect.element(page.getByTestId("knock")).toHaveTextContent("Someone");
    await expect.element(page.getByTestId("knock")).toHaveTextContent("2 more are waiting");
  });
  it("shows a name as text, whatever it holds", async () => {
    open(ringing({ name: "<img src=x onerror=alert(1)>\u202Eada", trust: "new" }));
    await expect.element(page.getByTestId("knock")).toHaveTextContent("<img src=x onerror=alert(1)>");
    expect(document.querySelector("[data-testid=knock] img")).toBeNull();
  });
  it("gives the focus back to the screen when the knock is gone", async () => {
    const { call } = open(ringing(ADA));
    await userEvent.click(page.getByTestId("decline"));
    call.set(WAITING);
    await expect.element(page.getByTestId("knock")).not.toBeInTheDocument();
    await expect.element(page.getByRole("heading", { level: 1 })).toHaveFocus();
  });
});
