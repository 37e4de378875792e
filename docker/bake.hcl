// What docker/build.sh builds: every image of the appliance from docker/Dockerfile, in parallel, sharing stages.
variable "MUNIMENT_VERSION" { default = "dev" }
variable "BASE_IMAGE" { default = "debian:trixie-slim" }
variable "CA_FILE" { default = "/dev/null" }
variable "DEBIAN_MIRROR" { default = "" }
variable "DEBIAN_SECURITY_MIRROR" { default = "" }
variable "NPM_REGISTRY" { default = "" }
variable "GOPROXY" { default = "" }
variable "GOSUMDB" { default = "" }
variable "http_proxy" { default = "" }
variable "https_proxy" { default = "" }
variable "no_proxy" { default = "" }

group "default" {
  targets = ["image"]
}

target "image" {
  name       = image
  matrix     = { image = ["proxy", "server", "worker", "admin", "backup", "migrate", "postgres", "redis", "minio", "clamav", "prometheus"] }
  inherits   = ["common"]
  target     = image
  tags       = ["muniment/${image}:${MUNIMENT_VERSION}"]
}

target "test" {
  inherits = ["common"]
  target   = "test"
  tags     = ["muniment/test:${MUNIMENT_VERSION}"]
}

target "common" {
  dockerfile = "docker/Dockerfile"
  secret     = ["id=ca,src=${CA_FILE}"]
  args = {
    BASE_IMAGE             = BASE_IMAGE
    DEBIAN_MIRROR          = DEBIAN_MIRROR
    DEBIAN_SECURITY_MIRROR = DEBIAN_SECURITY_MIRROR
    NPM_REGISTRY           = NPM_REGISTRY
    GOPROXY                = GOPROXY
    GOSUMDB                = GOSUMDB
    http_proxy             = http_proxy
    https_proxy            = https_proxy
    no_proxy               = no_proxy
    HTTP_PROXY             = http_proxy
    HTTPS_PROXY            = https_proxy
    NO_PROXY               = no_proxy
  }
}
