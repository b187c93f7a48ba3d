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

# debian_package_beside(COMPONENT PACKAGE): the component's package is for another architecture than
# this machine's, whose PACKAGE it needs. dpkg-shlibdeps would name the C library of this machine's
# own packages, so it is named here: the component needs no other library.
macro(debian_package_beside component package)
    string(TOUPPER ${component} upper_component)
    execute_process(COMMAND dpkg --print-architecture OUTPUT_VARIABLE architecture
        OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)
    execute_process(COMMAND ${CMAKE_C_COMPILER} -E -dM -include features.h -x c /dev/null
        OUTPUT_VARIABLE macros COMMAND_ERROR_IS_FATAL ANY)
    string(REGEX MATCH "__GLIBC__ ([0-9]+)" found "${macros}")
    set(c_library ${CMAKE_MATCH_1})
    string(REGEX MATCH "__GLIBC_MINOR__ ([0-9]+)" found "${macros}")
    string(APPEND c_library .${CMAKE_MATCH_1})
    set(CPACK_DEBIAN_${upper_component}_PACKAGE_SHLIBDEPS OFF)
    set(CPACK_DEBIAN_${upper_component}_PACKAGE_DEPENDS "libc6 (>= ${c_library}), \
${package}:${architecture} (= ${PROJECT_VERSION}-${VALUX_PACKAGE_RELEASE})")
endmacro()
