"""Code in files that are not only code: components, notebooks and Markdown.

Such a file is judged as sources whose other bytes are spaces, so that offsets, lines and suppressions need no map. This
package is imported only when such a file may hold something to judge.
"""
