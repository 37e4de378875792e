import { PasswordInput, type PasswordInputProps } from '@mantine/core'

export const PASSWORD_LENGTH = { least: 12, most: 128 }

export function checkPassword(password: string): string | null {
  if (password.length < PASSWORD_LENGTH.least) {
    return `Use at least ${PASSWORD_LENGTH.least} characters; this has ${password.length}. A few unrelated words work well.`
  }
  return password.length > PASSWORD_LENGTH.most ? `Use at most ${PASSWORD_LENGTH.most} characters.` : null
}

/** A field for choosing a password: says its rule before anything is typed. */
export function NewPasswordField(props: PasswordInputProps) {
  return (
    <PasswordInput
      label="Password"
      name="password"
      description="At least 12 characters. A few unrelated words work well."
      autoComplete="new-password"
      required
      withAsterisk={false}
      visibilityToggleButtonProps={{ 'aria-label': 'Show password' }}
      {...props}
    />
  )
}
