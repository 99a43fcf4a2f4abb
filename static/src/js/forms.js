// Longer forms, behind a sign-in: how much may still be written, and showing a password.
import { CharacterCount, PasswordInput, createAll } from "govuk-frontend";

for (const component of [CharacterCount, PasswordInput]) {
  createAll(component);
}
