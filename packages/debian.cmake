# SPDX-License-Identifier: MPL-2.0
#
# What Debian's packages have beyond the common description.

set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_DEBIAN_PACKAGE_RELEASE ${VALUX_PACKAGE_RELEASE})
set(CPACK_DEBIAN_PACKAGE_SOURCE valux)
set(CPACK_DEBIAN_PACKAGE_PRIORITY optional)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(CPACK_DEBIAN_COMPRESSION_TYPE xz)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)

# The libraries' packages, with the versions that their symbols need, are dpkg-shlibdeps' to say.
# debian_package(COMPONENT NAME SECTION summary description [package that it needs])
macro(debian_package component name section summary description)
    string(TOUPPER ${component} upper_component)
    set(CPACK_DEBIAN_${upper_component}_PACKAGE_NAME ${name})
    set(CPACK_DEBIAN_${upper_component}_PACKAGE_SECTION ${section})
    set(CPACK_DEBIAN_${upper_component}_DESCRIPTION "${summary}\n${description}")
    if(${ARGC} GREATER 5)
        set(CPACK_DEBIAN_${upper_component}_PACKAGE_DEPENDS
            "${ARGV5} (= ${PROJECT_VERSION}-${VALUX_PACKAGE_RELEASE})")
    endif()
    if(${section} STREQUAL debug)
        set(CPACK_DEBIAN_${upper_component}_PACKAGE_SHLIBDEPS OFF)
    else()
        set(CPACK_DEBIAN_${upper_component}_PACKAGE_SHLIBDEPS ON)
    endif()
endmacro()
