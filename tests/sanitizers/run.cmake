# SPDX-License-Identifier: MPL-2.0
# Builds SOURCE with PRESET in BUILD and runs those of its tests whose names match TESTS.
include(ProcessorCount)
ProcessorCount(processors)
foreach(arguments
    "${CMAKE_COMMAND};--preset;${PRESET};-B;${BUILD}"
    "${CMAKE_COMMAND};--build;${BUILD}"
    "${CMAKE_CTEST_COMMAND};--test-dir;${BUILD};-R;${TESTS};-j;${processors};--output-on-failure;--no-tests=error")
    execute_process(COMMAND ${arguments} WORKING_DIRECTORY ${SOURCE} COMMAND_ERROR_IS_FATAL ANY)
endforeach()
