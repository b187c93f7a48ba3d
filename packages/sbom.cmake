# SPDX-License-Identifier: MPL-2.0
#
# The software bill of materials, in CycloneDX 1.5: what the product is made of and built against.
# Written at configuration, to valux-VERSION.cdx.json in the build tree. The same sources on the same
# system give the same file: its date is SOURCE_DATE_EPOCH's, its serial number a hash of the rest.

set(sbom_components)
set(sbom_dependencies)

# sbom_component(NAME TYPE VERSION LICENCE PURL DEPENDS...): adds one, by the reference NAME.
function(sbom_component name type version licence purl)
    list(JOIN ARGN "\", \"" needs)
    if(needs)
        set(needs "\"${needs}\"")
    endif()
    list(APPEND sbom_components "{\"type\": \"${type}\", \"bom-ref\": \"${name}\", \"name\": \"${name}\", \
\"version\": \"${version}\", \"licenses\": [{\"expression\": \"${licence}\"}], \"purl\": \"${purl}\"}")
    list(APPEND sbom_dependencies "{\"ref\": \"${name}\", \"dependsOn\": [${needs}]}")
    set(sbom_components "${sbom_components}" PARENT_SCOPE)
    set(sbom_dependencies "${sbom_dependencies}" PARENT_SCOPE)
endfunction()

function(sbom_library name version licence)
    sbom_component(${name} library "${version}" "${licence}" "pkg:generic/${name}@${version}")
    set(sbom_components "${sbom_components}" PARENT_SCOPE)
    set(sbom_dependencies "${sbom_dependencies}" PARENT_SCOPE)
endfunction()

function(sbom_part name type)
    sbom_component(${name} ${type} ${PROJECT_VERSION} MPL-2.0
        "pkg:generic/valux/${name}@${PROJECT_VERSION}" ${ARGN})
    set(sbom_components "${sbom_components}" PARENT_SCOPE)
    set(sbom_dependencies "${sbom_dependencies}" PARENT_SCOPE)
endfunction()

sbom_part(libvalux-pkcs11 library)
set(sbom_tpm)
if(VALUX_TPM)
    sbom_library(tpm2-tss "${TSS_tss2-esys_VERSION}" BSD-2-Clause)
    set(sbom_tpm tpm2-tss)
endif()
sbom_part(valux-signer application nss nspr openssl libseccomp ${sbom_tpm})
sbom_part(valux-agent application)
sbom_part(valux-enroll application nss nspr openssl libcurl cjson dbus libvalux-pkcs11 valux-signer
    ${sbom_tpm})
sbom_library(nss "${NSS_nss_VERSION}" MPL-2.0)
sbom_library(nspr "${NSS_nspr_VERSION}" MPL-2.0)
sbom_library(openssl "${CRYPTO_VERSION}" Apache-2.0)
sbom_library(libcurl "${CURL_VERSION}" curl)
sbom_library(cjson "${CJSON_VERSION}" MIT)
sbom_library(dbus "${DBUS_VERSION}" "AFL-2.1 OR GPL-2.0-or-later")
sbom_library(libseccomp "${SECCOMP_VERSION}" LGPL-2.1-only)
set(sbom_parts valux-agent valux-enroll)
if(VALUX_WINDOW)
    sbom_part(valux-certificates application gtk4 libadwaita cjson valux-enroll)
    sbom_library(gtk4 "${WINDOW_gtk4_VERSION}" LGPL-2.1-or-later)
    sbom_library(libadwaita "${WINDOW_libadwaita-1_VERSION}" LGPL-2.1-or-later)
    list(APPEND sbom_parts valux-certificates)
endif()

list(JOIN sbom_parts "\", \"" sbom_parts)
list(APPEND sbom_dependencies "{\"ref\": \"valux\", \"dependsOn\": [\"${sbom_parts}\"]}")
list(JOIN sbom_components ",\n    " sbom_components)
list(JOIN sbom_dependencies ",\n    " sbom_dependencies)
string(TIMESTAMP sbom_date "%Y-%m-%dT%H:%M:%SZ" UTC)
string(UUID sbom_uuid NAMESPACE 6ba7b811-9dad-11d1-80b4-00c04fd430c8
    NAME "valux ${PROJECT_VERSION} ${sbom_date} ${sbom_components}" TYPE SHA1)
file(WRITE ${CMAKE_BINARY_DIR}/valux-${PROJECT_VERSION}.cdx.json "{
  \"bomFormat\": \"CycloneDX\",
  \"specVersion\": \"1.5\",
  \"serialNumber\": \"urn:uuid:${sbom_uuid}\",
  \"version\": 1,
  \"metadata\": {
    \"timestamp\": \"${sbom_date}\",
    \"component\": {\"type\": \"application\", \"bom-ref\": \"valux\", \"name\": \"valux\", \
\"version\": \"${PROJECT_VERSION}\", \"licenses\": [{\"expression\": \"MPL-2.0\"}], \
\"purl\": \"pkg:generic/valux@${PROJECT_VERSION}\"}
  },
  \"components\": [
    ${sbom_components}
  ],
  \"dependencies\": [
    ${sbom_dependencies}
  ]
}
")
