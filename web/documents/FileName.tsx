import classes from './documents.module.css'

/** A name that keeps its ending when it is cut: "A very long na….pdf". Direction is isolated, so RTL names stay whole. */
export function FileName({ name }: { name: string }) {
  const dot = name.lastIndexOf('.')
  const split = dot > 0 && name.length - dot <= 10 ? dot : name.length
  return (
    <bdi className={classes['fileName']} title={name}>
      <span className={classes['stem']}>{name.slice(0, split)}</span>
      <span>{name.slice(split)}</span>
    </bdi>
  )
}
