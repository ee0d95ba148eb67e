/** @jsxImportSource preact */
import { describe, expect, it, vi } from "vitest";
import { page, userEvent } from "vitest/browser";
import { LINK } from "../../testing/fake-call.ts";
import { show } from "../../testing/show.ts";
import { ScheduleDialog } from "./schedule-dialog.tsx";

const open = async () => {
  show(<ScheduleDialog link={LINK} onClose={() => {}} />);
  await userEvent.fill(page.getByTestId("schedule-date"), "2027-03-05");
  await userEvent.fill(page.getByTestId("schedule-time"), "16:30");
};

describe("a scheduled call", () => {
  it("becomes a calendar file for the chosen day and time, made in the browser", async () => {
    await open();
    const make = vi.spyOn(URL, "createObjectURL");
    const click = vi.spyOn(HTMLAnchorElement.prototype, "click").mockImplementation(() => {});
    await userEvent.selectOptions(page.getByRole("combobox"), "60 minutes");
    await userEvent.click(page.getByTestId("save-ics"));
    const [content] = make.mock.lastCall ?? [];
    const file = content instanceof Blob ? await content.text() : "";
    make.mockRestore();
    click.mockRestore();
    const start = new Date("2027-03-05T16:30");
    const utc = (at: Date) => at.toISOString().replace(/[-:]|\.\d{3}/g, "");
    expect(file).toContain(`DTSTART:${utc(start)}\r\n`);
    expect(file).toContain(`DTEND:${utc(new Date(start.getTime() + 3_600_000))}\r\n`);
    expect(file.replaceAll("\r\n ", "")).toContain(`URL:${LINK}\r\n`);
  });
  it("becomes a text to paste and a letter, with time and link", async () => {
    await open();
    const write = vi.spyOn(navigator.clipboard, "writeText").mockResolvedValue();
    await userEvent.click(page.getByTestId("copy-schedule"));
    const [text = ""] = write.mock.lastCall ?? [];
    write.mockRestore();
    expect(text).toMatch(/March 5, 2027/);
    expect(text).toContain(LINK);
    const letter = page.getByTestId("mail-schedule").element().getAttribute("href") ?? "";
    expect(decodeURIComponent(letter.split("&body=")[1] ?? "")).toBe(text.replaceAll("\n", "\r\n"));
  });
  it("asks for a time while there is none", async () => {
    await open();
    await userEvent.fill(page.getByTestId("schedule-date"), "");
    await expect.element(page.getByTestId("save-ics")).not.toBeInTheDocument();
    await expect.element(page.getByText("Choose a day and a time")).toBeVisible();
  });
});
