;; Opens a file in a real Emacs, sees the finding, applies the preferred action, and sees it gone.
;; It runs after the configuration that makes eglot know the server.
(require 'package)
(package-initialize) ; eglot is a package of its own before Emacs 29
(require 'eglot)
(require 'flymake)
(require 'seq)

(defun wait (what happened)
  (let ((rounds 0))
    (while (and (not (funcall happened)) (< rounds 12000))
      (accept-process-output nil 0.05)
      (setq rounds (1+ rounds)))
    (unless (funcall happened) (error "never: %s" what))))

(setq eglot-connect-timeout 600
      eglot-confirm-server-initiated-edits nil ; their names before and after eglot 1.16
      eglot-confirm-server-edits nil
      eglot-sync-connect t)
(call-interactively 'eglot)
(flymake-start) ; a batch has no command after which it would start
(wait "a finding" #'flymake-diagnostics)
(let* ((found (car (flymake-diagnostics)))
       (place (flymake-diagnostic-beg found)))
  (goto-char place)
  (message "%s %d:%d"
           (and (string-match "SPN[0-9]+" (flymake-diagnostic-text found))
                (match-string 0 (flymake-diagnostic-text found)))
           (line-number-at-pos place)
           (1+ (- place (line-beginning-position)))))
(let ((action (seq-find (lambda (each) (eq t (plist-get each :isPreferred)))
                        (eglot-code-actions (point) (point) "quickfix"))))
  (message "%s" (plist-get action :title))
  (if (fboundp 'eglot-execute)
      (eglot-execute (eglot-current-server) action)
    (eglot--apply-workspace-edit (plist-get action :edit))))
(save-buffer) ; tells the server of the edit, which only an idle timer does otherwise
(wait "no finding" (lambda () (null (flymake-diagnostics))))
(eglot-shutdown (eglot-current-server))
