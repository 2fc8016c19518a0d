type Theme = "auto" | "light" | "dark";

const prefersDark = matchMedia("(prefers-color-scheme: dark)");
const KEY = "theme";

class ThemeState {
  choice = $state<Theme>((localStorage.getItem(KEY) as Theme | null) ?? "auto");
  private systemIsDark = $state(prefersDark.matches);
  /** Whether the page is dark now, for drawings on canvases. */
  readonly isDark = $derived(this.choice === "auto" ? this.systemIsDark : this.choice === "dark");

  constructor() {
    prefersDark.addEventListener("change", ({ matches }) => {
      this.systemIsDark = matches;
    });
    this.apply();
  }

  set(choice: Theme): void {
    this.choice = choice;
    localStorage.setItem(KEY, choice);
    this.apply();
  }

  private apply(): void {
    document.documentElement.dataset.theme = this.choice;
  }
}

/** The colour scheme: that of the operating system, or the one that the user chose. */
export const theme = new ThemeState();
