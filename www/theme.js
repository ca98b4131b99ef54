// Applies the chosen theme before the first paint; `src/theme.rs` changes it.
try {
  const theme = localStorage.getItem("wiresift-theme");
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
} catch {
  // Storage is forbidden: the system's theme stays.
}
