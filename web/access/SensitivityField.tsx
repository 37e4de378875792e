import type { Document } from '@muniment/core/documents/schema.ts'
import type { SensitivityName } from '@muniment/core/roles/schema.ts'
import { NativeSelect, Stack } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { api, ApiProblem, changedMeanwhile } from '../api.ts'
import { documentKey, documentsKey } from '../documents/queries.ts'
import { announce } from '../frame/announce.tsx'
import { FormError } from '../frame/ErrorPanel.tsx'
import { useMe } from '../session/session.ts'
import { accessKey } from './queries.ts'
import { SensitivityChip } from './SensitivityChip.tsx'
import { SENSITIVITY_WORDS } from './words.ts'

const CHOICES = (['public', 'internal', 'confidential', 'restricted'] as const).map((value) => ({
  value,
  label: SENSITIVITY_WORDS[value],
}))

/** How sensitive a document is; to be changed where one may. */
export function SensitivityField({ document }: { document: Document }) {
  const { organization } = useMe()
  const queries = useQueryClient()
  const change = useMutation({
    mutationFn: (sensitivity: SensitivityName) =>
      api<Document>(`/documents/${document.id}/sensitivity`, {
        method: 'PUT',
        body: { sensitivity },
        ifMatch: document.revision,
      }),
    onSuccess: (changed) => {
      queries.setQueryData(documentKey(organization, document.id), changed)
      void queries.invalidateQueries({ queryKey: documentsKey(organization, document.roomId) })
      void queries.invalidateQueries({ queryKey: accessKey(organization) })
      announce(`${changed.name} is ${changed.sensitivity} now`)
    },
    onError: (error) => {
      // Read what the other one saved, so that choosing again knows it.
      if (error instanceof ApiProblem && error.status === 412) {
        void queries.invalidateQueries({ queryKey: documentKey(organization, document.id) })
      }
    },
  })
  if (!document.abilities.classify) return <SensitivityChip level={document.sensitivity} />
  const stale = change.error instanceof ApiProblem && change.error.status === 412
  return (
    <Stack gap={8}>
      <NativeSelect
        size="xs"
        aria-label="Sensitivity"
        data={CHOICES}
        value={change.isPending ? change.variables : document.sensitivity}
        disabled={change.isPending}
        onChange={(event) => {
          const chosen = CHOICES.find(({ value }) => value === event.currentTarget.value)
          if (chosen) change.mutate(chosen.value)
        }}
      />
      {stale ? (
        <FormError
          error={changedMeanwhile(
            `Somebody changed this document meanwhile; it is ${document.sensitivity} now. Choose again to use yours.`,
          )}
        />
      ) : (
        change.isError && <FormError error={change.error} />
      )}
    </Stack>
  )
}
